"""Fleet accounts: a company's cars, their drivers and their managers."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from autopaspoort.domain.fleets import (
    FleetEnded,
    FleetExists,
    ManagesAlready,
    dismiss_manager,
    end_fleet,
    name_manager,
    open_fleet,
    put_in_fleet,
    rename_fleet,
)
from autopaspoort.domain.ownerships import FleetCarNotSold, accept_passport, hand_to, transfer_passport
from autopaspoort.domain.passports import offer_passport, offer_token
from autopaspoort.models import Fleet, FleetManager, Passport
from garageflow.accounts.models import User
from garageflow.mail.models import OutboxMail
from garageflow.mail.registry import kind_of
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from tests.autopaspoort.conftest import MOST_QUERIES
from tests.factories import PassportFactory, VehicleFactory

MANAGER = "fleet@bakery.example"
BOB = {"name": ("Bob", "Bestuurder"), "email": "bob@bakery.example", "language": "nl"}


@pytest.fixture
def fleet(in_peeters) -> Fleet:
    return open_fleet(name="Bakkerij De Gouden Aar", by=SYSTEM)


@pytest.fixture
def manager(fleet) -> FleetManager:
    return name_manager(fleet, email=MANAGER, name="Mia", language="nl", by=SYSTEM)


@pytest.fixture
def as_manager(manager) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(User.objects.get(email=MANAGER))
    return client


@pytest.fixture
def van(fleet) -> Passport:
    """Driven and accepted by Rita, with a Belgian plate."""
    passport = PassportFactory(
        vehicle=VehicleFactory(number=7, plate="1ABC123", plate_country="BE", plate_display="1-ABC-123"),
        customer__email="rita@bakery.example",
        customer__first_name="Rita",
    )
    offer_passport(passport, by=SYSTEM)
    passport.refresh_from_db()
    accept_passport(offer_token(fleet.garage, passport))
    return put_in_fleet(passport, fleet, by=SYSTEM)


def test_names_are_once_until_a_fleet_has_ended(fleet):
    other = open_fleet(name="Loodgieter", by=SYSTEM)

    with pytest.raises(FleetExists):
        open_fleet(name=fleet.name, by=SYSTEM)
    with pytest.raises(FleetExists):
        rename_fleet(other, name=fleet.name, by=SYSTEM)
    end_fleet(fleet, by=SYSTEM)

    assert rename_fleet(other, name=fleet.name, by=SYSTEM).name == fleet.name


def test_a_manager_is_named_once_and_told_by_mail(fleet, manager):
    with pytest.raises(ManagesAlready):
        name_manager(fleet, email=MANAGER, name="Mia", language="nl", by=SYSTEM)

    mail = OutboxMail.objects.get(to=MANAGER)
    assert kind_of(mail.kind).compose(mail).button == (
        "See the vehicles",
        f"http://127.0.0.1:8000/my/peeters/fleets/{fleet.number}/",
    )


def test_the_manager_sees_the_cars_of_the_fleet_and_no_other(as_manager, fleet, van):
    PassportFactory(vehicle__number=8, vehicle__make="Lancia")

    page = as_manager.get(f"/my/peeters/fleets/{fleet.number}/").text

    assert "1-ABC-123" in page
    assert "Rita" in page
    assert "Lancia" not in page
    assert fleet.name in as_manager.get("/my/").text
    assert as_manager.get("/my/peeters/7/").status_code == 200
    assert as_manager.get("/my/peeters/8/").status_code == 404
    export = as_manager.get(f"/my/peeters/fleets/{fleet.number}/export/csv/")
    assert "rita@bakery.example" in export.content.decode("utf-8-sig")
    # What is the driver's alone.
    for path in ("transfer/", "lights/", "appointments/new/"):
        assert as_manager.get(f"/my/peeters/7/{path}").status_code == 404


def test_a_fleet_of_another_garage_is_not_found(as_manager, dubois):
    with garage_active(dubois):
        other = open_fleet(name="Autre", by=SYSTEM)

    assert as_manager.get(f"/my/dubois/fleets/{other.number}/").status_code == 404


def test_whoever_is_dismissed_sees_nothing_at_once(as_manager, manager, fleet, van):
    dismiss_manager(manager, by=SYSTEM)

    assert as_manager.get(f"/my/peeters/fleets/{fleet.number}/").status_code == 404
    assert as_manager.get("/my/peeters/7/").status_code == 404
    manager.member.membership.refresh_from_db()
    assert manager.member.membership.ended_at is not None


def test_an_ended_fleet_leaves_its_cars_and_dismisses_its_managers(as_manager, fleet, van):
    end_fleet(fleet, by=SYSTEM)

    van.refresh_from_db()
    assert (van.fleet, van.state) == (None, "accepted")
    assert as_manager.get("/my/peeters/7/").status_code == 404
    with pytest.raises(FleetEnded):
        put_in_fleet(van, fleet, by=SYSTEM)


def test_a_driver_does_not_sell_the_car_of_the_fleet(van):
    with pytest.raises(FleetCarNotSold):
        transfer_passport(van, **BOB, by=SYSTEM)


def test_the_manager_gives_the_car_to_another_driver_and_the_plate_stays(as_manager, van):
    rita = Client()
    rita.force_login(User.objects.get(email="rita@bakery.example"))
    assert rita.get("/my/peeters/7/").status_code == 200

    answer = as_manager.post(
        "/my/peeters/7/driver/",
        {"first_name": "Bob", "last_name": "Bestuurder", "email": BOB["email"], "language": "nl"},
    )

    assert answer.headers["Location"] == "/my/peeters/7/"
    van = Passport.objects.select_related("vehicle", "customer", "fleet").get(pk=van.pk)
    assert (van.state, van.customer.email, van.vehicle.plate) == ("offered", BOB["email"], "1ABC123")
    assert van.fleet is not None
    assert rita.get("/my/peeters/7/").status_code == 404


def test_a_sold_car_leaves_the_fleet_and_gives_its_belgian_plate_back(van):
    hand_to(van, **BOB, stays_in_fleet=False, by=SYSTEM)

    van = Passport.objects.select_related("vehicle").get(pk=van.pk)
    assert (van.fleet, van.vehicle.plate) == (None, "")


def test_reception_opens_a_fleet_names_its_manager_and_makes_a_car_in_it(as_reception, in_peeters):
    as_reception.post("/g/peeters/autopaspoort/fleets/new/", {"name": "Loodgieter"})
    fleet = Fleet.objects.get()
    as_reception.post(
        f"/g/peeters/autopaspoort/fleets/{fleet.number}/managers/",
        {"name": "Mia", "email": MANAGER, "language": "fr"},
    )
    car = {"country": "NL", "plate": "12-ZZB-3", "last_name": "Jansen", "email": "jan@bakery.example"}
    as_reception.post("/g/peeters/autopaspoort/new/", {**car, "fleet": fleet.pk})

    page = as_reception.get(f"/g/peeters/autopaspoort/fleets/{fleet.number}/").text
    assert "12-ZZB-3" in page
    assert MANAGER in page
    assert Passport.objects.get().fleet == fleet


def test_sales_sees_fleets_and_changes_none(as_sales, fleet):
    address = f"/g/peeters/autopaspoort/fleets/{fleet.number}/"

    assert as_sales.get(address).status_code == 200
    assert as_sales.post(f"{address}end/").status_code == 403
    assert Fleet.objects.current().exists()


def test_the_pages_ask_the_same_for_many_cars(as_reception, as_manager, fleet, van, count_queries):
    inside, portal = (
        f"/g/peeters/autopaspoort/fleets/{fleet.number}/",
        f"/my/peeters/fleets/{fleet.number}/",
    )
    before = [count_queries(as_reception, inside), count_queries(as_manager, portal)]
    for number in range(20, 25):
        PassportFactory(vehicle__number=number, fleet=fleet, state="accepted", accepted_at=timezone.now())

    assert [count_queries(as_reception, inside), count_queries(as_manager, portal)] == before
    assert max(before) <= MOST_QUERIES
