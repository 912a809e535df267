from __future__ import annotations

import pytest

from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage, Role
from tests.accounts.conftest import from_somewhere
from tests.factories import MembershipFactory, UserFactory


@pytest.fixture
def client(db):
    return from_somewhere()


def belongs_to(user, garage: Garage, role: Role = Role.SALES, **values):
    with garage_active(garage):
        return MembershipFactory(user=user, roles=[role], **values)


def test_a_visitor_signs_in(client):
    assert client.get("/")["Location"] == "/accounts/login/"


def test_who_works_in_one_garage_goes_straight_in(client, peeters):
    user = UserFactory()
    belongs_to(user, peeters)
    client.force_login(user)

    assert client.get("/")["Location"] == "/g/peeters/"


def test_who_works_in_several_chooses(client, peeters, dubois):
    user = UserFactory()
    belongs_to(user, peeters)
    belongs_to(user, dubois)
    client.force_login(user)

    page = client.get("/").content

    assert b'href="/g/peeters/"' in page
    assert b'href="/g/dubois/"' in page


@pytest.mark.parametrize("why", ["nowhere", "left", "closed"])
def test_who_works_nowhere_is_told_so(client, peeters, why):
    user = UserFactory()
    if why == "left":
        belongs_to(user, peeters, ended_at="2026-01-01T00:00Z")
    elif why == "closed":
        belongs_to(user, peeters)
        Garage.objects.update(is_active=False)
    client.force_login(user)

    response = client.get("/")

    assert response.status_code == 200
    assert b"No garage" in response.content
    assert b"Garage Peeters" not in response.content


def test_a_driver_comes_to_his_trips(client, peeters):
    user = UserFactory()
    belongs_to(user, peeters, Role.DRIVER)
    client.force_login(user)

    response = client.get("/")

    assert (response.status_code, response["Location"]) == (302, "/g/peeters/partner/")


def test_a_customer_comes_to_his_cars(client, peeters):
    user = UserFactory()
    belongs_to(user, peeters, Role.CUSTOMER)
    client.force_login(user)

    assert client.get("/").url == "/my/"


def test_who_works_here_and_is_a_customer_there_chooses(client, peeters, dubois):
    user = UserFactory()
    belongs_to(user, peeters)
    belongs_to(user, dubois, Role.CUSTOMER)
    client.force_login(user)

    page = client.get("/").content

    assert b'href="/g/peeters/"' in page
    assert b'href="/my/"' in page
