from __future__ import annotations

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from carpass.domain.documents import (
    DocumentKnown,
    DocumentRevoked,
    IssuedInTheFuture,
    NotALink,
    add_certificate,
    add_history_link,
    certificate_valid_on,
    read_link,
    revoke_document,
)
from carpass.domain.expiry import send_digests
from carpass.models import CarPassDocument, Renewal
from garageflow.mail.models import OutboxMail
from garageflow.mail.registry import kind_of
from garageflow.tenancy.models import Feature, Garage
from garageflow.vehicles.models import Vehicle
from tests.carpass.conftest import HTMX, VIN, at_work
from tests.factories import VehicleFactory

GUID = "0f8fad5b-d9cb-469f-a165-70867728950e"
OTHER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
VEHICLE = "/g/peeters/car-pass/vehicles/7/"


@pytest.mark.parametrize(
    "text",
    [
        GUID,
        f" {GUID.upper()} ",
        f"https://public.car-pass.be/vhr/{GUID}",
        f"https://public.car-pass.be/vhr/{GUID}?language=fr",
        f"https://professionals.car-pass.be/request-vehicle-history/rendered-document/{GUID}",
    ],
)
def test_a_guid_or_a_whole_address_will_do(text):
    assert read_link(text) == GUID


@pytest.mark.parametrize(
    "text", ["", "hello", GUID[:-1], f"https://evil.example/vhr/{GUID}", f"x{GUID}", "https://[", f"//{GUID}"]
)
def test_anything_else_is_no_link(text):
    with pytest.raises(NotALink):
        read_link(text)


def test_the_newest_link_that_was_not_revoked_gives_the_date(in_peeters, sales):
    vehicle, today = VehicleFactory(), in_peeters.today()
    newer = add_history_link(vehicle, link=GUID, issued_on=today - timedelta(days=5), km=10, by=sales)
    add_history_link(vehicle, link=OTHER, issued_on=today - timedelta(days=30), km=9, by=sales)
    add_certificate(vehicle, number="123 456", issued_on=today, km=11, by=sales)

    vehicle.refresh_from_db()
    assert vehicle.car_pass_valid_until == newer.valid_until

    revoke_document(newer, by=sales)
    vehicle.refresh_from_db()
    assert vehicle.car_pass_valid_until == CarPassDocument.objects.get(guid=OTHER).valid_until

    revoke_document(CarPassDocument.objects.get(guid=OTHER), by=sales)
    vehicle.refresh_from_db()
    assert vehicle.car_pass_valid_until is None
    with pytest.raises(DocumentRevoked):
        revoke_document(newer, by=sales)


def test_what_cannot_be_is_refused(in_peeters, sales):
    vehicle, today = VehicleFactory(), in_peeters.today()
    add_history_link(vehicle, link=GUID, issued_on=today, km=None, by=sales)

    with pytest.raises(DocumentKnown):
        add_history_link(VehicleFactory(), link=GUID, issued_on=today, km=None, by=sales)
    with pytest.raises(IssuedInTheFuture):
        add_certificate(vehicle, number="1", issued_on=today + timedelta(days=1), km=None, by=sales)


def test_a_handover_needs_a_certificate_of_that_day(in_peeters, sales):
    vehicle = VehicleFactory()
    add_history_link(vehicle, link=GUID, issued_on=date(2026, 9, 1), km=None, by=sales)
    assert certificate_valid_on(vehicle, date(2026, 9, 2)) is None

    certificate = add_certificate(vehicle, number="B1", issued_on=date(2026, 8, 31), km=None, by=sales)

    assert certificate_valid_on(vehicle, date(2026, 8, 30)) is None
    assert certificate_valid_on(vehicle, date(2026, 8, 31)) == certificate
    assert certificate_valid_on(vehicle, date(2026, 10, 31)) == certificate
    assert certificate_valid_on(vehicle, date(2026, 11, 1)) is None


@pytest.mark.django_db
def test_the_check_finds_a_date_that_is_not_that_of_the_documents(in_peeters, sales):
    vehicle = VehicleFactory(number=7)
    add_history_link(vehicle, link=GUID, issued_on=in_peeters.today(), km=None, by=sales)
    VehicleFactory()
    out = StringIO()
    call_command("carpass_document_check", stdout=out)
    assert out.getvalue() == "0 differences\n"

    Vehicle.objects.filter(pk=vehicle.pk).update(car_pass_valid_until=None)

    with pytest.raises(CommandError):
        call_command("carpass_document_check", stdout=out)
    assert "1 differences" in out.getvalue()


def test_the_sales_members_get_one_digest_a_week(golf, sales):
    Garage.objects.filter(pk=golf.garage_id).update(features=[Feature.CAR_PASS])
    garage = Garage.objects.get(pk=golf.garage_id)
    today = garage.today()
    Vehicle.objects.filter(pk=golf.pk).update(car_pass_valid_until=today + timedelta(days=3))
    monday = today - timedelta(days=today.weekday())

    for _time in range(2):
        send_digests(garage, monday)
    send_digests(garage, monday + timedelta(days=1))

    mail = OutboxMail.objects.get(kind="carpass.digest")
    assert mail.to == sales.member.membership.user.email
    content = kind_of(mail.kind).compose(mail)
    assert content.subject == "1 Car-Pass is about to expire"
    assert content.facts[0][0] == "1-ABC-007 Škoda Octavia"


def test_a_click_renews_and_the_badge_follows(as_sales, golf, simulator):
    address = f"{VEHICLE}renewal/"
    first = as_sales.post(address, headers=HTMX)
    second = as_sales.post(address, headers=HTMX)

    assert 'hx-trigger="every 1s"' in first.content.decode()
    assert second.status_code == 200
    assert Renewal.objects.count() == 1

    at_work()

    mark = as_sales.get(f"{VEHICLE}mark/", headers=HTMX).content.decode()
    assert "every 1s" not in mark
    assert 'data-tone="ok"' in mark
    assert as_sales.get(f"{VEHICLE}public/").headers["Location"] == CarPassDocument.objects.get().public_url
    pdf = as_sales.get(as_sales.get(f"{VEHICLE}pdf/").headers["Location"])
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")


def test_a_history_needs_reading_and_vin_and_gives_pdf_and_public_address(as_sales, golf, simulator):
    """A VIN that was typed wrong when the car came in is put right on the way."""
    Vehicle.objects.filter(pk=golf.pk).update(vin="WVWZZZ1KZ8W000002")
    address = f"{VEHICLE}history/"

    assert as_sales.post(address, {"km": "59.120"}).status_code == 422
    assert as_sales.post(address, {"km": "59.120", "vin": "W"}).status_code == 422
    assert not Renewal.objects.exists()
    answer = as_sales.post(address, {"km": "59.120", "vin": VIN})
    waiting = as_sales.get(answer.headers["Location"], headers=HTMX).content.decode()
    at_work()
    made = as_sales.get(answer.headers["Location"], headers=HTMX).content.decode()

    golf.refresh_from_db()
    document = CarPassDocument.objects.get()
    assert golf.vin == VIN
    assert 'hx-trigger="every 1s"' in waiting
    assert "every 1s" not in made
    assert f'href="{document.public_url}" target="_blank" rel="noopener" data-pops-up' in made
    assert f"/documents/{document.pdf_id}/" in made


def test_a_history_that_is_not_made_says_why(as_sales, golf, simulator):
    answer = as_sales.post(f"{VEHICLE}history/", {"km": "60.000", "vin": VIN})
    at_work()

    page = as_sales.get(answer.headers["Location"]).content.decode()

    assert "De kilometerstand is een afgerond getal." in page
    assert "data-pops-up" not in page
    assert not CarPassDocument.objects.exists()


def test_an_old_reading_is_asked_for_in_place(as_sales, golf, simulator):
    golf.odometer_readings.update(read_on=golf.garage.today() - timedelta(days=90))

    asked = as_sales.post(f"{VEHICLE}renewal/", headers=HTMX)
    assert asked.status_code == 422
    assert 'name="car-pass-7-km"' in asked.content.decode()

    lower = as_sales.post(f"{VEHICLE}renewal/", {"car-pass-7-km": "58.000"}, headers=HTMX)
    assert lower.status_code == 422

    given = as_sales.post(f"{VEHICLE}renewal/", {"car-pass-7-km": "58.990"}, headers=HTMX)
    assert given.status_code == 200
    assert Renewal.objects.get().km == 58_990


def test_a_failure_is_shown_with_the_words_of_car_pass(as_sales, golf, simulator, play, quick):
    play("503", 3)
    as_sales.post(f"{VEHICLE}renewal/")
    at_work()

    page = as_sales.get(VEHICLE).content.decode()

    assert "Car-Pass is in onderhoud. Probeer het later opnieuw." in page
    assert "02 773 50 56" in page
    assert "https://professionals.car-pass.be/auth/login" in page


def test_many_are_asked_for_their_mileage_in_one_table(as_sales, golf, simulator):
    golf.odometer_readings.update(read_on=golf.garage.today() - timedelta(days=90))
    address = "/g/peeters/car-pass/renewals/"

    asked = as_sales.post(address, {"numbers": ["7", "x", "99"]})
    assert 'name="car-pass-7-km"' in asked.content.decode()
    assert not Renewal.objects.exists()

    wrong = as_sales.post(address, {"numbers": "7", "asked": "1", "car-pass-7-km": "1"})
    assert wrong.status_code == 422

    answer = as_sales.post(address, {"numbers": "7", "asked": "1", "car-pass-7-km": "59000"})
    at_work()
    page = as_sales.get(answer.headers["Location"]).content.decode()
    assert "De kilometerstand is een afgerond getal." in page
    assert "Try the failed ones again" in page


def test_a_document_is_entered_and_revoked_by_hand(as_sales, golf):
    today = golf.garage.today().isoformat()
    wrong = as_sales.post(f"{VEHICLE}documents/", {"kind": "history_link", "link": "x", "issued_on": today})
    assert wrong.status_code == 422
    assert list(wrong.context["document_form"].errors) == ["link"]

    as_sales.post(f"{VEHICLE}documents/", {"kind": "history_link", "link": GUID, "issued_on": today})
    as_sales.post(f"{VEHICLE}documents/", {"kind": "certificate", "link": "B 12", "issued_on": today})

    known = set(CarPassDocument.objects.values_list("guid", "number"))
    assert known == {(GUID, ""), ("", "B12")}
    as_sales.post(f"/g/peeters/car-pass/documents/{CarPassDocument.objects.get(guid=GUID).pk}/revocation/")
    golf.refresh_from_db()
    assert golf.car_pass_valid_until is None


def test_others_do_not_renew(as_mechanic, dubois, golf):
    assert as_mechanic.post(f"{VEHICLE}renewal/").status_code == 403
    assert as_mechanic.get(VEHICLE).status_code == 403
    assert not Renewal.objects.exists()
