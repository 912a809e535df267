"""A customer of two garages sees his own cars and nothing else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from autopaspoort.domain.ownerships import accept_passport, transfer_passport
from autopaspoort.domain.passports import offer_passport, offer_token
from autopaspoort.models import Appointment, Ownership
from garageflow.accounts.models import User
from garageflow.documents.content import CheckedFile
from garageflow.documents.domain.documents import keep_file
from garageflow.documents.registry import subject_of
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from tests.factories import OdometerReadingFactory, PassportFactory, VehicleFactory

EMAIL = "rita@example.be"


def accepted(garage, *, number, email=EMAIL, **facts):
    """A car whose owner has accepted its passport by the link of his mail."""
    with garage_active(garage):
        passport = PassportFactory(vehicle__number=number, customer__email=email, **facts)
        offer_passport(passport, by=SYSTEM)
        passport.refresh_from_db()
        return accept_passport(offer_token(garage, passport)).passport


@pytest.fixture
def rita(peeters, dubois) -> Client:
    accepted(peeters, number=1, vehicle__make="Volvo", vehicle__model_name="V60")
    accepted(dubois, number=2, vehicle__make="Peugeot", vehicle__model_name="208")
    accepted(peeters, number=3, email="other@example.be", vehicle__make="Lancia")
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(User.objects.get(email=EMAIL))
    return client


def test_all_her_cars_of_both_garages_and_no_other(rita):
    page = rita.get("/my/").text

    assert "Volvo V60" in page
    assert "Peugeot 208" in page
    assert "Lancia" not in page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("peeters/1/", 200),
        ("dubois/2/", 200),
        ("peeters/3/", 404),
        ("peeters/2/", 404),
        ("dubois/1/", 404),
        ("nobody/1/", 404),
        ("peeters/3/transfer/", 404),
        ("peeters/3/lights/", 404),
        ("peeters/3/appointments/new/", 404),
    ],
)
def test_only_her_own_car_opens(rita, path, status):
    assert rita.get(f"/my/{path}").status_code == status


def test_a_customer_opens_no_page_of_the_staff(rita):
    assert rita.get("/g/peeters/").status_code == 403
    assert rita.get("/g/peeters/autopaspoort/1/").status_code == 403


def test_selling_takes_the_car_away_at_once_and_nothing_of_her_travels(rita, peeters):
    with garage_active(peeters):
        ownership = Ownership.objects.get(passport__vehicle__number=1)
        passport = ownership.passport
        OdometerReadingFactory(vehicle=passport.vehicle, km=120_500)
        appointment = Appointment.objects.create(
            passport=passport, customer=ownership.customer, reason="other", wish="call me at 0477"
        )
        invoice = keep_file(
            CheckedFile(b"%PDF-", "application/pdf"),
            kind="invoice",
            subject=subject_of(ownership),
            by=SYSTEM,
            name="Invoice Rita",
        )
        transfer_passport(passport, name=("Bob", "Koper"), email="bob@example.be", language="nl", by=SYSTEM)
        passport.refresh_from_db()
        bob_accepts = accept_passport(offer_token(peeters, passport))

    bob = Client(headers={"Accept-Language": "en"})
    bob.force_login(bob_accepts.user)
    page = bob.get("/my/peeters/1/").text

    assert rita.get("/my/peeters/1/").status_code == 404
    assert rita.get(f"/my/peeters/appointments/{appointment.pk}/").status_code == 404
    assert "Volvo V60" not in rita.get("/my/").text
    assert "120.500" in page
    for hers in ("Rita", "Jan ", "0477", EMAIL, "Invoice"):
        assert hers not in page
    assert bob.get(f"/my/peeters/appointments/{appointment.pk}/").status_code == 404
    assert bob.get(f"/my/peeters/1/documents/{invoice.pk}/").status_code == 404


def test_the_link_of_the_seller_opens_nothing_any_more(peeters, dubois):
    with garage_active(peeters):
        passport = PassportFactory(customer__email=EMAIL)
        offer_passport(passport, by=SYSTEM)
        passport.refresh_from_db()
        token = offer_token(peeters, passport)
        accept_passport(token)
        passport.refresh_from_db()
        transfer_passport(passport, name=("", "Koper"), email="bob@example.be", language="nl", by=SYSTEM)

    assert Client().post(f"/g/peeters/passport/{token}/").status_code == 410


def test_a_belgian_plate_stays_with_the_seller(peeters):
    with garage_active(peeters):
        vehicle = VehicleFactory(plate="1ABC123", plate_country="BE", plate_display="1-ABC-123")
        passport = PassportFactory(vehicle=vehicle, state="accepted", accepted_at=timezone.now())
        transfer_passport(passport, name=("", "Koper"), email="bob@example.be", language="nl", by=SYSTEM)
        vehicle.refresh_from_db()

    assert (vehicle.plate, vehicle.plate_display) == ("", "")


def test_who_left_sees_nothing_and_is_sent_nothing(rita, peeters):
    rita.post("/my/peeters/leaving/")

    page = rita.get("/my/").text

    assert "Volvo V60" not in page
    assert "Peugeot 208" in page
    assert rita.get("/my/peeters/1/").status_code == 404
