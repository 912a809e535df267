from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from autopaspoort.domain.customer_lists import confirm_customer_list
from autopaspoort.models import BatchRow, CustomerList
from garageflow.customers.models import Customer
from garageflow.jobs.models import BatchJob
from garageflow.tenancy.active import garage_active
from tests.autopaspoort.conftest import HTMX, MOST_QUERIES
from tests.autopaspoort.lists import HEADER, LONG_HEADER, csv_of, stage

NEW = "/g/peeters/autopaspoort/customer-lists/new/"
LISTS = "/g/peeters/autopaspoort/customer-lists/"

JAN = "1-ABC-123;Jan;Jansen;jan@example.be;Kerkstraat;1;2000;Antwerpen"
BAD_EMAIL = "1-ABC-124;Els;Peeters;els.example.be;Kerkstraat;2;2000;Antwerpen"
NO_PLATE = ";Piet;Pietersen;piet@example.be;;;;"


def file_of(content, name="november.csv"):
    return SimpleUploadedFile(name, content)


def lines_shown(page):
    return [(row.line, row.words) for row in page.context["rows"]]


def test_the_help_names_the_columns_and_the_templates(as_reception):
    page = as_reception.get(f"{LISTS}help/")

    assert page.status_code == 200
    for words in ("Kenteken", "Chassisnummer", "Prénom", "template.csv", "template.xlsx"):
        assert words in page.text


def test_the_template_has_exactly_the_columns_of_a_list(as_reception):
    csv = as_reception.get(f"{LISTS}template.csv").content
    xlsx = as_reception.get(f"{LISTS}template.xlsx").content

    assert csv == b"\xef\xbb\xbf" + HEADER.encode() + b"\r\n"
    [header] = openpyxl.load_workbook(io.BytesIO(xlsx)).active.iter_rows(values_only=True)
    assert list(header) == HEADER.split(";")


def test_the_template_can_have_the_optional_columns_too(as_reception):
    csv = as_reception.get(f"{LISTS}template.csv?all=1").content

    assert csv.decode("utf-8-sig") == f"{LONG_HEADER}\r\n"


def test_the_upload_page_tells_the_limits(as_reception):
    page = as_reception.get(NEW)

    assert "CSV or XLSX, at most 5 MB and 10,000 lines." in page.text


def test_an_upload_is_checked_and_shown_and_loads_nothing(as_reception, reception, in_peeters):
    answer = as_reception.post(NEW, {"file": file_of(csv_of(JAN, BAD_EMAIL, NO_PLATE))})

    customer_list = CustomerList.objects.get()
    assert answer.headers["Location"] == f"{LISTS}{customer_list.pk}/"
    assert (customer_list.file_name, customer_list.uploaded_by) == ("november.csv", reception.member)
    page = as_reception.get(answer.headers["Location"])
    assert [(tile.label, tile.count) for tile in page.context["tiles"]] == [
        ("Lines", 3),
        ("Fine", 1),
        ("With a warning", 1),
        ("Refused", 1),
    ]
    assert lines_shown(page) == [(2, "Fine"), (3, "With a warning"), (4, "Refused")]
    assert page.context["rows"][1].reasons == [
        "Email adres “els.example.be”: This is not an e-mail address. The AutoPaspoort is made, but not sent."
    ]
    assert page.context["rows"][2].reasons == ["Kenteken: There is no plate."]
    assert not Customer.objects.exists()


def test_a_large_upload_goes_by_the_disk(as_reception, in_peeters, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10

    as_reception.post(NEW, {"file": file_of(csv_of(JAN))})

    assert CustomerList.objects.get().lines == 1


def test_the_tick_of_the_upload_stands_in_the_check(as_reception, in_peeters):
    answer = as_reception.post(NEW, {"file": file_of(csv_of(JAN)), "send": "on"})

    page = as_reception.get(answer.headers["Location"])

    assert page.context["form"]["send"].value() is True
    assert (
        as_reception.get(f"{LISTS}{CustomerList.objects.get().pk}/").context["form"]["send"].value() is False
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (csv_of(JAN, '1-ABC-124;"Els;Peeters;;;;;'), "Line 3: A quotation mark opens here"),
        (b"%PDF-1.7 nothing", "This is a PDF, not a list."),
        (b"Kenteken;Naam\r\n1-ABC-123;Jansen\r\n", "Line 1: Missing columns: Achternaam, Email adres."),
        (csv_of(), "no lines below them"),
        (b"", "The submitted file is empty."),
    ],
)
def test_a_refused_file_is_said_beside_the_field_and_the_tick_stays(as_reception, in_peeters, content, words):
    page = as_reception.post(NEW, {"file": file_of(content), "send": "on"})

    assert page.status_code == 422
    [error] = page.context["form"].errors["file"]
    assert words in error
    assert page.context["form"]["send"].value()
    assert not CustomerList.objects.exists()


def test_a_list_that_is_too_long_is_refused(as_reception, in_peeters, settings):
    settings.CUSTOMER_LIST_MAX_ROWS = 1

    page = as_reception.post(NEW, {"file": file_of(csv_of(JAN, BAD_EMAIL))})

    assert page.status_code == 422
    assert "too many lines" in page.text


def test_no_file_is_an_error_of_the_field(as_reception, in_peeters):
    page = as_reception.post(NEW)

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["file"])


def test_a_file_can_be_called_anything(as_reception, in_peeters):
    name = "<img src=x onerror=alert(1)>" + "x" * 300 + ".csv"

    answer = as_reception.post(NEW, {"file": file_of(csv_of(JAN), name)})

    page = as_reception.get(answer.headers["Location"])
    assert "<img src=x" not in page.text


@pytest.mark.parametrize(
    ("shown", "lines"),
    [("fine", [2]), ("warned", [3]), ("refused", [4, 5]), ("", [2, 3, 4, 5]), ("x", [2, 3, 4, 5])],
)
def test_the_check_shows_one_kind_of_lines(as_reception, in_peeters, shown, lines):
    customer_list = stage(csv_of(JAN, BAD_EMAIL, NO_PLATE, JAN))

    page = as_reception.get(f"{LISTS}{customer_list.pk}/?show={shown}")

    assert [row.line for row in page.context["rows"]] == lines


def test_the_check_shows_the_first_twenty_rows(as_reception, in_peeters):
    lines = [f"1-ABC-{number};Jan;Jansen{number};jan{number}@example.be;;;;" for number in range(100, 150)]
    customer_list = stage(csv_of(*lines))

    page = as_reception.get(f"{LISTS}{customer_list.pk}/")

    assert [row.line for row in page.context["rows"]] == list(range(2, 22))
    following = as_reception.get(f"{LISTS}{customer_list.pk}/?{page.context['page'].next_query}")
    assert following.context["rows"][0].line == 22


def test_how_the_file_was_read_is_told(as_reception, in_peeters):
    cells = "jan@example.be,Jansen,Andr\xe9,1-ABC-123"
    content = f"Email adres,Achternaam,Voornaam,Kenteken\r\n{cells}\r\n".encode("cp1252")

    page = as_reception.get(f"{LISTS}{stage(content).pk}/")

    assert page.context["notices"] == [
        "The file does not say how its letters are written; they were read as those of Windows. "
        "Check a name with an accent below.",
        "The columns stand in another order than in the template. Their names decide.",
        "The columns are separated by commas.",
    ]
    assert page.context["rows"][0].name == "André Jansen"


def test_an_ordinary_file_needs_no_words(as_reception, in_peeters):
    assert as_reception.get(f"{LISTS}{stage(csv_of(JAN)).pk}/").context["notices"] == []


def test_the_check_for_htmx_is_the_lines_alone(as_reception, in_peeters):
    customer_list = stage(csv_of(JAN))

    page = as_reception.get(f"{LISTS}{customer_list.pk}/?show=fine", headers=HTMX).text

    assert 'id="lines"' in page
    assert "<h1>" not in page


def test_what_stands_in_a_file_is_never_markup(as_reception, in_peeters):
    script = "<script>alert(1)</script>"
    customer_list = stage(csv_of(f"1-ABC-123;{script};{script};{script};{script};;;{script}"))

    assert script not in as_reception.get(f"{LISTS}{customer_list.pk}/").text


def test_confirming_plans_it_for_tonight(as_reception, in_peeters):
    customer_list = stage(csv_of(JAN))

    page = as_reception.post(f"{LISTS}{customer_list.pk}/confirmation/", {"send": "on"}, follow=True)

    job = BatchJob.objects.get()
    customer_list.refresh_from_db()
    assert page.redirect_chain == [(f"{LISTS}{customer_list.pk}/", 302)]
    assert (customer_list.job, customer_list.send_passports) == (job, True)
    local = in_peeters.local_time(job.planned_for)
    assert (local.hour, local.minute) == (1, 0)
    assert "The customer list is planned for" in page.text


def test_confirming_twice_plans_it_once(as_reception, in_peeters):
    address = f"{LISTS}{stage(csv_of(JAN)).pk}/"

    as_reception.post(f"{address}confirmation/")
    answer = as_reception.post(f"{address}confirmation/")

    assert answer.headers["Location"] == address
    assert BatchJob.objects.count() == 1


def test_the_same_file_has_to_be_wished_again(as_reception, in_peeters, reception):
    first = stage(csv_of(JAN))
    confirm_customer_list(first, send=False, by=reception)
    address = f"{LISTS}{stage(csv_of(JAN)).pk}/"

    page = as_reception.get(address)
    assert "This file was loaded before" in page.text
    assert f'href="{LISTS}{first.pk}/"' in page.text
    refused = as_reception.post(f"{address}confirmation/", {"send": "on"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["again"])
    assert refused.context["form"]["send"].value()

    as_reception.post(f"{address}confirmation/", {"send": "on", "again": "on"})
    assert BatchJob.objects.count() == 2


def test_a_list_without_a_good_line_cannot_be_confirmed(as_reception, in_peeters):
    address = f"{LISTS}{stage(csv_of(NO_PLATE)).pk}/"

    assert "Every line was refused" in as_reception.get(address).text
    page = as_reception.post(f"{address}confirmation/")

    assert page.status_code == 422
    assert not BatchJob.objects.exists()


def test_a_list_can_be_discarded(as_reception, in_peeters):
    customer_list = stage(csv_of(JAN))

    answer = as_reception.post(f"{LISTS}{customer_list.pk}/discard/")

    assert answer.headers["Location"] == NEW
    assert not BatchRow.objects.exists()


def test_a_planned_list_cannot_be_discarded(as_reception, in_peeters, reception):
    customer_list = stage(csv_of(JAN))
    confirm_customer_list(customer_list, send=False, by=reception)

    page = as_reception.post(f"{LISTS}{customer_list.pk}/discard/", follow=True)

    assert "This list is planned already." in page.text
    assert CustomerList.objects.exists()


def test_the_failed_lines_come_back_with_line_and_reason_and_can_be_uploaded(as_reception, in_peeters):
    formula = "1-ABC-125;=HYPERLINK(1);;x@example.be;;;;"
    customer_list = stage(csv_of(JAN, NO_PLATE, JAN, formula))

    content = as_reception.get(f"{LISTS}{customer_list.pk}/failed-lines.csv").content

    header, *lines = content.decode("utf-8-sig").splitlines()
    assert header == f"{LONG_HEADER};Regel;Reden"
    assert lines == [
        ";Piet;Pietersen;piet@example.be;;;;;;;;;3;Kenteken: There is no plate.",
        "1-ABC-123;Jan;Jansen;jan@example.be;Kerkstraat;1;2000;Antwerpen;BE;;;;4;"
        "Kenteken “1-ABC-123”: This plate is on an earlier line of this file already.",
        "1-ABC-125;'=HYPERLINK(1);;x@example.be;;;;;;;;;5;Achternaam: There is no last name.",
    ]
    corrected = content.replace(b";Piet;", b"1-ABC-126;Piet;").replace(b"(1);;", b"(1);Jansen;")
    again = stage(corrected)
    assert (again.lines, again.refused) == (3, 0)
    assert BatchRow.objects.get(customer_list=again, last_name="Jansen", line=4).first_name == "=HYPERLINK(1)"


@pytest.mark.parametrize("path", ["new/", "help/", "template.csv"])
def test_sales_and_others_stay_out(as_sales, as_dispatcher, as_dubois, path):
    for stranger in (as_sales, as_dispatcher):
        assert stranger.get(LISTS + path).status_code == 403
    assert as_dubois.get(LISTS + path).status_code == 404


@pytest.mark.parametrize("path", ["", "failed-lines.csv", "confirmation/", "discard/"])
def test_a_list_is_for_its_garage_and_its_roles(as_reception, as_sales, as_dubois, peeters, dubois, path):
    with garage_active(peeters):
        ours = stage(csv_of(JAN, "geheim;;;;;;;"))
    with garage_active(dubois):
        theirs = stage(csv_of(JAN))

    for client, address, status in (
        (as_sales, f"{LISTS}{ours.pk}/{path}", 403),
        (as_dubois, f"{LISTS}{ours.pk}/{path}", 404),
        (as_reception, f"{LISTS}{theirs.pk}/{path}", 404),
    ):
        answer = client.post(address) if path.endswith(("n/", "d/")) else client.get(address)
        assert answer.status_code == status
        assert b"geheim" not in answer.content


def test_the_check_costs_the_same_with_more_rows(as_reception, in_peeters, count_queries):
    few = count_queries(as_reception, f"{LISTS}{stage(csv_of(JAN)).pk}/")
    lines = [f"1-ABC-{number};Jan;Jansen;jan{number}@example.be;;;;" for number in range(100, 150)]

    many = count_queries(as_reception, f"{LISTS}{stage(csv_of(*lines)).pk}/?size=50")

    assert many == few <= MOST_QUERIES
