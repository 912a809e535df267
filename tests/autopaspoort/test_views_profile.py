from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from autopaspoort.domain.passports import offer_passport
from autopaspoort.models import Passport
from garageflow.accounts.models import User
from garageflow.audit.models import Entry
from garageflow.customers.models import Customer
from garageflow.documents.models import PdfOrder
from garageflow.jobs.domain.work import work_until_idle
from garageflow.mail.models import AddressBlock, OutboxMail
from garageflow.tenancy.active import garage_active
from garageflow.vehicles.models import OdometerReading, Vehicle
from tests.autopaspoort.conftest import HTMX, MOST_QUERIES
from tests.factories import OdometerReadingFactory, PassportFactory, VehicleFactory

HOME = "/g/peeters/autopaspoort/"
LIST = "/g/peeters/autopaspoort/passports/"
PROFILE = "/g/peeters/autopaspoort/7/"

VEHICLE = {
    "country": "NL",
    "plate": "00-HZB-3",
    "vin": "WVWZZZ1JZXW000001",
    "make": "Volkswagen",
    "model_name": "Golf",
    "fuel": "diesel",
    "first_registered_on": "2021-04-01",
}
OWNER = {"last_name": "Jansen", "email": "jan@example.be", "language": "fr", "city": "Antwerpen"}


@pytest.fixture
def passport(in_peeters):
    return PassportFactory(
        vehicle__number=7,
        vehicle__plate="00HZB3",
        vehicle__plate_display="00-HZB-3",
        customer__email="jan@example.be",
        customer__last_name="Jansen",
    )


def dialog_opens(page):
    return 'data-opens="leaving"' in page.text


def test_what_became_of_an_e_mail_is_told_in_the_readers_language(as_mechanic, mechanic, passport):
    offer_passport(passport, by=mechanic)
    OutboxMail.objects.update(state="sent", sent_at=timezone.now())
    User.objects.update(language="fr")

    assert "<b>envoyé</b>" in as_mechanic.get(PROFILE).text


def test_the_profile_shows_vehicle_owner_and_what_happened(as_mechanic, mechanic, passport):
    OdometerReadingFactory(vehicle=passport.vehicle, km=58_214)
    as_mechanic.post(f"{PROFILE}offer/")

    page = as_mechanic.get(PROFILE)

    assert page.status_code == 200
    for words in ("00-HZB-3", "Škoda Octavia", "Jan Jansen", "jan@example.be", "58,214"):
        assert words in page.text
    assert [mail.to for mail in page.context["mails"]] == ["jan@example.be"]
    assert [(entry.text, entry.who) for entry in page.context["entries"]] == [
        ("AutoPaspoort offered to the customer", mechanic.member.name)
    ]


def test_the_profile_for_htmx_is_its_content_and_the_arrow(as_mechanic, passport):
    page = as_mechanic.get(PROFILE, headers=HTMX)

    assert page.text.lstrip().startswith("<section")
    assert 'id="leave"' in page.text
    assert 'hx-swap-oob="true"' in page.text


def test_a_vehicle_without_a_passport_offers_to_make_one(as_reception, in_peeters):
    VehicleFactory(number=7, plate_display="00-HZB-3")

    assert f'href="{HOME}new/?plate=00-HZB-3"' in as_reception.get(PROFILE).text


def test_no_vehicle_is_not_found(as_reception, in_peeters):
    assert as_reception.get(PROFILE).status_code == 404
    assert as_reception.post(f"{PROFILE}offer/").status_code == 404


def test_an_archived_passport_can_be_read_and_not_changed(as_reception, passport):
    Passport.objects.update(state="archived")

    page = as_reception.get(PROFILE).text

    assert "This AutoPaspoort is archived" in page
    assert "<form" not in page.partition('id="profile"')[2].partition("</main>")[0]


def test_leaving_asks_when_there_is_something_to_send(as_reception, passport):
    assert dialog_opens(as_reception.get(PROFILE))

    page = as_reception.get(f"{PROFILE}leaving/")

    assert page.status_code == 200
    assert "Send the AutoPaspoort to the customer?" in page.text


@pytest.mark.parametrize("changed", [{"state": "offered"}, {"state": "accepted"}, {"state": "archived"}])
def test_leaving_does_not_ask_when_it_was_sent(as_reception, passport, changed):
    Passport.objects.update(
        **changed,
        offered_at="2026-11-01T12:00Z",
        expires_on=date(2027, 1, 1),
        accepted_at="2026-11-01T12:00Z",
    )

    assert not dialog_opens(as_reception.get(PROFILE))
    assert as_reception.get(f"{PROFILE}leaving/").headers["Location"] == LIST


def test_leaving_does_not_ask_when_nothing_can_be_sent(as_reception, passport):
    Customer.objects.update(email_state="bounced")

    assert not dialog_opens(as_reception.get(PROFILE))
    assert as_reception.get(f"{PROFILE}leaving/").headers["Location"] == LIST


def test_leaving_with_yes_sends(as_reception, passport):
    answer = as_reception.post(f"{PROFILE}leaving/", {"send": "yes"})

    assert answer.headers["Location"] == LIST
    assert OutboxMail.objects.get().to == "jan@example.be"


def test_leaving_with_no_sends_nothing(as_reception, passport):
    answer = as_reception.post(f"{PROFILE}leaving/")

    assert answer.headers["Location"] == LIST
    assert not OutboxMail.objects.exists()


def test_send_says_where_to(as_mechanic, passport):
    page = as_mechanic.post(f"{PROFILE}offer/", follow=True)

    assert page.redirect_chain == [(PROFILE, 302)]
    assert "The AutoPaspoort is on its way to jan@example.be." in page.text
    assert Passport.objects.get().state == "offered"


def test_send_is_refused_with_words(as_mechanic, passport):
    Customer.objects.update(email_state="bounced")

    page = as_mechanic.post(f"{PROFILE}offer/", follow=True)

    assert "The e-mail address has to be corrected first." in page.text
    assert not OutboxMail.objects.exists()


def test_an_owner_who_wants_no_mails_is_not_asked_about_until_he_changes_his_mind(as_reception, passport):
    AddressBlock.objects.create(email_key="jan@example.be", reason="unsubscribed")

    page = as_reception.get(PROFILE)
    assert "This owner wants no e-mails" in page.text
    assert not dialog_opens(page)
    assert as_reception.get(f"{PROFILE}leaving/").status_code == 302

    page = as_reception.post(f"{PROFILE}mails/", follow=True)
    assert page.redirect_chain == [(PROFILE, 302)]
    assert "This owner wants no e-mails" not in page.text
    assert dialog_opens(page)


def test_archive(as_reception, passport):
    answer = as_reception.post(f"{PROFILE}archive/")

    assert answer.headers["Location"] == LIST
    assert Passport.objects.get().state == "archived"
    assert Entry.objects.get().event == "autopaspoort.passport_archived"


def test_a_reading_is_recorded(as_mechanic, mechanic, passport):
    answer = as_mechanic.post(f"{PROFILE}odometer/", {"km": "58.214", "read_on": "2026-04-01"})

    assert answer.headers["Location"] == PROFILE
    reading = OdometerReading.objects.get()
    assert (reading.km, reading.read_on, reading.recorded_by) == (58_214, date(2026, 4, 1), mechanic.member)


def test_a_reading_for_htmx_comes_back_with_the_profile(as_mechanic, passport):
    answer = as_mechanic.post(f"{PROFILE}odometer/", {"km": "58214", "read_on": "2026-04-01"}, headers=HTMX)

    assert (answer.status_code, answer.headers["HX-Retarget"]) == (200, "#profile")
    assert "58,214" in answer.text
    assert "The reading is recorded." in answer.headers["HX-Trigger"]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_drop_is_asked_about_and_can_be_confirmed(as_mechanic, passport, headers):
    OdometerReadingFactory(vehicle=passport.vehicle, km=58_214, read_on=date(2026, 3, 1))
    dropped = {"km": "12", "read_on": "2026-04-01"}

    page = as_mechanic.post(f"{PROFILE}odometer/", dropped, headers=headers)

    assert page.status_code == 422
    assert "Lower than the previous reading of 58214 km." in page.text
    assert 'name="drop_confirmed"' in page.text
    assert 'value="12"' in page.text
    assert OdometerReading.objects.count() == 1

    as_mechanic.post(f"{PROFILE}odometer/", {**dropped, "drop_confirmed": "on"})

    assert OdometerReading.objects.newest_first()[0].km == 12


def test_a_reading_of_tomorrow_is_refused(as_mechanic, in_peeters, passport):
    tomorrow = in_peeters.today() + timedelta(days=1)

    page = as_mechanic.post(f"{PROFILE}odometer/", {"km": "1", "read_on": tomorrow.isoformat()})

    assert page.context["odometer"].errors == {"read_on": ["This day is still to come."]}
    assert 'name="drop_confirmed"' not in page.text


def test_the_apk_date_is_set_and_cleared(as_reception, passport):
    as_reception.post(f"{PROFILE}inspection/", {"inspection_due_on": "2027-05-09"})
    assert Vehicle.objects.get().inspection_due_on == date(2027, 5, 9)

    as_reception.post(f"{PROFILE}inspection/", {"inspection_due_on": ""})
    assert Vehicle.objects.get().inspection_due_on is None


def test_an_apk_date_that_is_none_is_refused(as_reception, passport):
    page = as_reception.post(f"{PROFILE}inspection/", {"inspection_due_on": "soon"}, headers=HTMX)

    assert page.status_code == 422
    assert "Enter a valid date." in page.text


def test_the_vehicle_is_changed(as_reception, passport):
    assert as_reception.get(f"{PROFILE}vehicle/").context["form"]["plate"].value() == "00-HZB-3"

    answer = as_reception.post(f"{PROFILE}vehicle/", {**VEHICLE, "plate": "00-HZB-4"})

    assert answer.headers["Location"] == PROFILE
    vehicle = Vehicle.objects.get()
    assert (vehicle.plate, vehicle.title, vehicle.fuel) == ("00HZB4", "Volkswagen Golf", "diesel")


def test_a_plate_that_is_taken_is_said_beside_the_field(as_reception, passport):
    VehicleFactory(plate="13PVPS")

    page = as_reception.post(f"{PROFILE}vehicle/", {**VEHICLE, "plate": "13-PV-PS"})

    assert page.status_code == 422
    assert page.context["form"].errors == {"plate": ["A vehicle with this plate exists already."]}


def test_the_owner_is_changed(as_mechanic, passport):
    assert as_mechanic.get(f"{PROFILE}owner/").context["form"]["email"].value() == "jan@example.be"

    answer = as_mechanic.post(f"{PROFILE}owner/", {**OWNER, "email": "jan@voorbeeld.be"})

    assert answer.headers["Location"] == PROFILE
    customer = Customer.objects.get()
    assert (customer.email, customer.city, customer.language) == ("jan@voorbeeld.be", "Antwerpen", "fr")
    assert customer.identity == "e:jan@voorbeeld.be"


def test_a_corrected_address_makes_leaving_ask(as_mechanic, passport):
    Customer.objects.update(email_state="bounced")
    assert not dialog_opens(as_mechanic.get(PROFILE))

    page = as_mechanic.post(f"{PROFILE}owner/", {**OWNER, "email": "jan@voorbeeld.be"}, headers=HTMX)

    assert dialog_opens(page)


def test_after_a_new_address_leaving_asks_to_send_again(as_mechanic, passport):
    as_mechanic.post(f"{PROFILE}offer/")
    assert not dialog_opens(as_mechanic.get(PROFILE))

    as_mechanic.post(f"{PROFILE}owner/", {**OWNER, "email": "jan@voorbeeld.be"})
    assert dialog_opens(as_mechanic.get(PROFILE))

    as_mechanic.post(f"{PROFILE}leaving/", {"send": "yes"})
    assert not dialog_opens(as_mechanic.get(PROFILE))
    assert [mail.to for mail in OutboxMail.objects.order_by("pk")] == ["jan@example.be", "jan@voorbeeld.be"]


def test_the_address_of_another_customer_is_refused(as_mechanic, passport):
    PassportFactory(customer__email="els@example.be", customer__last_name="Peeters")

    page = as_mechanic.post(f"{PROFILE}owner/", {**OWNER, "email": "els@example.be"})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["email"]
    assert Customer.objects.filter(last_name="Jansen", email="jan@example.be").exists()


@pytest.mark.parametrize(("what", "wrong"), [("vehicle", {"vin": "?"}), ("owner", {"last_name": ""})])
def test_an_edit_form_for_htmx_takes_the_place_of_its_card(as_reception, passport, what, wrong):
    values = {**(VEHICLE if what == "vehicle" else OWNER), **wrong}

    form = as_reception.get(f"{PROFILE}{what}/", headers=HTMX)
    refused = as_reception.post(f"{PROFILE}{what}/", values, headers=HTMX)

    for page, status in ((form, 200), (refused, 422)):
        assert page.status_code == status
        assert page.text.lstrip().startswith("<form")
        assert f'id="{what}"' in page.text


def test_the_pdf_is_made_by_a_worker(as_reception, peeters, passport):
    OdometerReadingFactory(vehicle=passport.vehicle)

    answer = as_reception.post(f"{PROFILE}pdf/")

    order = PdfOrder.objects.get()
    assert answer.headers["Location"] == f"/g/peeters/documents/pdf/{order.job_id}/"
    assert (order.language, order.name) == ("nl", "AutoPaspoort 00-HZB-3")
    assert as_reception.get(answer.headers["Location"]).status_code == 200


def test_the_pdf_can_be_drawn_and_saved(as_reception, as_dispatcher, peeters):
    with garage_active(peeters):
        passport = PassportFactory(vehicle__number=7)
        OdometerReadingFactory(vehicle=passport.vehicle)
    as_reception.post(f"{PROFILE}pdf/")

    work_until_idle(kinds=["documents.render_pdf"])

    with garage_active(peeters):
        document = PdfOrder.objects.get().document
    download = f"/g/peeters/documents/{document.pk}/"
    assert b"".join(as_reception.get(download).streaming_content).startswith(b"%PDF")
    assert as_dispatcher.get(download).status_code == 404


@pytest.mark.parametrize("path", ["", "leaving/", "vehicle/", "owner/"])
def test_others_do_not_see_it(as_dispatcher, as_dubois, passport, path):
    assert as_dispatcher.get(PROFILE + path).status_code == 403
    assert as_dubois.get(PROFILE + path).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["leaving/", "offer/", "archive/", "mails/", "odometer/", "inspection/", "vehicle/", "owner/", "pdf/"],
)
def test_others_do_not_change_it(as_dispatcher, as_dubois, client, passport, path):
    values = {**VEHICLE, **OWNER, "send": "yes", "km": "1", "read_on": "2026-04-01"}

    assert as_dispatcher.post(PROFILE + path, values).status_code == 403
    assert as_dubois.post(PROFILE + path, values).status_code == 404
    assert client.post(PROFILE + path, values).status_code == 302
    assert not Entry.objects.exists()
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize("path", ["offer/", "archive/", "mails/", "odometer/", "inspection/", "pdf/"])
def test_a_change_is_a_post(as_reception, passport, path):
    assert as_reception.get(PROFILE + path).status_code == 405


@pytest.mark.parametrize("path", ["", "vehicle/", "owner/", "leaving/"])
def test_another_garage_s_vehicle_is_not_found(as_reception, peeters, dubois, path):
    with garage_active(dubois):
        PassportFactory(vehicle__number=7)
    with garage_active(peeters):
        PassportFactory(vehicle__number=8)

    assert as_reception.get(f"{HOME}8/{path}").status_code == 200
    assert as_reception.get(f"{HOME}7/{path}").status_code == 404


def test_the_profile_costs_the_same_with_more_rows(as_reception, passport, count_queries):
    OdometerReadingFactory(vehicle=passport.vehicle, km=1)
    as_reception.post(f"{PROFILE}offer/")
    few = count_queries(as_reception, PROFILE)

    for number in range(2, 12):
        OdometerReadingFactory(vehicle=passport.vehicle, km=number)
        as_reception.post(f"{PROFILE}offer/")

    assert count_queries(as_reception, PROFILE) == few <= MOST_QUERIES
