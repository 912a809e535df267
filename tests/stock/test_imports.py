from __future__ import annotations

import io
from contextvars import Context
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from garageflow.jobs.domain.work import work_until_idle
from garageflow.jobs.models import BatchJob
from garageflow.tables.neutral import neutralised, restored
from garageflow.tables.reading import read_table
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Shop
from stock.exports import export_headers
from stock.import_contract import STOCK_LIST, read_stock_list
from stock.models import Listing
from tests.factories import VehicleFactory

TODAY = date(2026, 11, 22)
ADDRESS = "/g/peeters/stock/import/"
HEADER = "Chassisnummer;Nummerplaat;Merk;Model;Eerste inschrijving;Kilometerstand;Brandstof;Prijs"
GOLF = "WVWZZZCDZMW012345;1-ABC-482;Volkswagen;Golf;04-01-2021;58.214;benzine;18.950"


def lines_of(*lines: str, header: str = HEADER):
    content = "\r\n".join([header, *lines, ""]).encode("utf-8-sig")
    return list(read_stock_list(io.BytesIO(content), country="BE", today=TODAY))


def upload(client, *lines: str):
    content = "\r\n".join([HEADER, *lines, ""]).encode()
    sent = {"file": SimpleUploadedFile("stock.csv", content), "shop": client.shop.pk}
    return client.post(ADDRESS, sent, follow=True)


@pytest.fixture
def as_sales(as_sales, peeters):
    """With a shop to bring the stock to."""
    with garage_active(peeters):
        as_sales.shop = Shop.objects.create(name="Antwerpen")
    return as_sales


def test_a_right_line_is_read(sales):
    (line,) = lines_of(GOLF)

    assert line.errors == []
    known = line.form.cleaned_data
    assert (known["plate"].display, known["km"], known["price"]) == ("1-ABC-482", 58_214, 1_895_000)
    assert (known["first_registered_on"], known["fuel"]) == (date(2021, 1, 4), "petrol")


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        (("04-01-2021", "31-31-2021"), "Eerste inschrijving"),
        (("58.214", "-5"), "Kilometerstand"),
        (("benzine", "kernenergie"), "Brandstof"),
        (("18.950", "veel"), "Prijs"),
        (("WVWZZZCDZMW012345", "!!"), "Chassisnummer"),
        (("WVWZZZCDZMW012345;1-ABC-482", ";"), "Chassisnummer"),
    ],
)
def test_a_wrong_cell_is_named_by_line_and_column(sales, changed, column):
    _right, wrong = lines_of(GOLF.replace("012345", "999999"), GOLF.replace(*changed))

    assert wrong.line == 3
    assert [name for name, _words in wrong.errors] == [column]


def test_a_vin_that_stands_there_twice_is_wrong_the_second_time(sales):
    first, second = lines_of(GOLF, GOLF)

    assert first.errors == []
    assert [column for column, _words in second.errors] == ["Chassisnummer"]


@pytest.mark.parametrize("language", ["nl", "nl-be", "fr", "en"])
def test_our_own_export_can_be_brought_back(language):
    with translation.override(language):
        headers = export_headers(with_car_pass=True)

    assert [name for name in headers if STOCK_LIST.named(name) is None] == []


def test_a_stock_is_seen_before_it_is_taken_over(as_sales, peeters):
    page = upload(as_sales, GOLF, GOLF.replace("58.214", "x"))

    assert (page.context["new_count"], page.context["wrong_count"]) == (1, 1)
    with garage_active(peeters):
        assert not Listing.objects.exists()

    document = page.context["document"]
    errors = as_sales.get(f"{ADDRESS}{document.pk}/errors.csv").content.decode("utf-8-sig")
    assert "Kilometerstand" in errors.splitlines()[1]
    # Mended, the file of errors is brought back as it is.
    mended = errors.replace('"x"', "58214").replace(";x;", ";58214;").encode()
    assert [line.errors for line in read_stock_list(io.BytesIO(mended), country="BE", today=TODAY)] == [[]]

    as_sales.post(f"{ADDRESS}{document.pk}/takeover/")
    as_sales.post(f"{ADDRESS}{document.pk}/takeover/")
    Context().run(work_until_idle)
    with garage_active(peeters):
        job = BatchJob.objects.get(kind="stock.import")
        listing = Listing.objects.get()
    assert (job.state, job.done, job.total) == ("completed", 1, 1)
    assert (listing.title, listing.km, listing.price_amount) == ("Volkswagen Golf", 58_214, 1_895_000)


def test_a_vehicle_in_stock_is_brought_up_to_date_by_its_vin(as_sales, peeters, make_listing):
    with garage_active(peeters):
        listing = make_listing(vin="WVWZZZCDZMW012345", make="Volkswagen", model_name="Polo", fuel="diesel")

    page = upload(as_sales, GOLF.replace("benzine", ""))
    assert page.context["known_count"] == 1
    as_sales.post(f"{ADDRESS}{page.context['document'].pk}/takeover/")
    Context().run(work_until_idle)

    with garage_active(peeters):
        changed = Listing.objects.get()
    assert changed.pk == listing.pk
    assert (changed.model_name, changed.fuel, changed.price_amount) == ("Golf", "diesel", 1_895_000)


def test_a_line_that_became_wrong_is_left_out_and_told(as_sales, peeters):
    page = upload(as_sales, GOLF, GOLF.replace("012345", "999999").replace("1-ABC-482", "1-ABC-483"))
    with garage_active(peeters):
        car = VehicleFactory(vin="WVWZZZCDZMW012345", plate_country="BE", plate="1ABC482")
        Listing.objects.create(
            vehicle=car, shop_id=as_sales.shop.pk, acquired_on=date(2026, 11, 1), status="for_sale"
        )
        car.odometer_readings.create(km=99_000, value=99_000, read_on=date(2026, 11, 1))

    as_sales.post(f"{ADDRESS}{page.context['document'].pk}/takeover/")
    Context().run(work_until_idle)

    with garage_active(peeters):
        job = BatchJob.objects.get(kind="stock.import")
        assert (job.state, job.error) == ("completed_with_errors", "SKIPPED")
        assert Listing.objects.count() == 2


@pytest.mark.parametrize("content", [b"", b"Merk;Prijs\r\n", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n"])
def test_a_file_that_cannot_be_read_is_refused(as_sales, content):
    sent = {"file": SimpleUploadedFile("stock.csv", content), "shop": as_sales.shop.pk}

    assert as_sales.post(ADDRESS, sent).status_code == 422


def test_the_template_is_read_back(as_sales):
    for kind in ("csv", "xlsx"):
        content = as_sales.get(f"{ADDRESS}template.{kind}").content
        with read_table(io.BytesIO(content), STOCK_LIST) as table:
            assert "vin" in table.header.keys


@pytest.mark.parametrize(
    "payload", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", " =cmd|'/c calc'!A0"]
)
def test_no_formula_leaves_by_the_export_and_what_was_typed_comes_back(
    as_sales, peeters, make_listing, payload
):
    """S7 of spec 60, for the stock."""
    with garage_active(peeters):
        make_listing(make="Volkswagen", model_name=payload)

    csv = as_sales.get("/g/peeters/stock/list.csv").content.decode("utf-8-sig")

    assert neutralised(payload) != payload
    assert restored(neutralised(payload)) == payload
    cells = [cell.strip('"') for cell in csv.replace("\r\n", "\n").split(";")]
    assert payload not in cells
