from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from garageflow.customers.identity import name_key
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Role
from tests.conftest import client_of
from tests.factories import CustomerFactory, MemberFactory, VehicleFactory

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def garage(peeters):
    with garage_active(peeters):
        VehicleFactory(
            number=3, plate="7KON24", plate_display="7-KON-24", vin="TMBJJ7NE8L0123456", model_name="Octavia"
        )
        VehicleFactory(number=4, plate="7KOP25", plate_display="7-KOP-25", vin="", model_name="Fabia")
        customer("Jan", "Janssens", number=8, email="jan.janssens@example.com", city="Gent")
        customer("Piet", "van den Berg", number=9, email="piet@example.com")
    return peeters


def customer(first_name: str, last_name: str, **values):
    key = name_key(last_name, first_name)
    return CustomerFactory(first_name=first_name, last_name=last_name, name_key=key, **values)


def titles(client: Client, text: str) -> list[str]:
    return titles_in(client.get("/g/peeters/search/", {"q": text}, headers=HTMX).text)


def titles_in(part: str) -> list[str]:
    return [unescape(title) for title in re.findall(r"<b>(.*?)</b>", part)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("7-ko", ["Škoda Octavia", "Škoda Fabia"]),
        ("7 kon 24", ["Škoda Octavia"]),
        ("tmbjj7ne8l0123456", ["Škoda Octavia"]),
        ("123456", ["Škoda Octavia"]),
        ("23456", ["Škoda Octavia"]),
        ("3456", []),
        ("TMBJJ", []),
        ("jan janssens", ["Jan Janssens"]),
        ("JANSSENS Jan", ["Jan Janssens"]),
        ("janss", ["Jan Janssens"]),
        ("piet v", ["Piet van den Berg"]),
        ("berg", ["Piet van den Berg"]),
        ("jan.janssens@", ["Jan Janssens"]),
        ("4", ["Škoda Fabia"]),
        ("8", ["Jan Janssens"]),
        ("99999999999999999999", []),
        ("x", []),
        ("", []),
        ("%", []),
        ("7\x00KON", ["Škoda Octavia"]),
        ("'; drop table", []),
    ],
)
def test_one_search_over_plate_vin_customer_and_number(as_reception, text, found):
    assert titles(as_reception, text) == found


def test_a_single_hit_leads_straight_to_it(as_reception):
    assert (
        as_reception.get("/g/peeters/search/?q=jan+janssens").headers["Location"] == "/g/peeters/customers/8/"
    )
    assert as_reception.get("/g/peeters/search/?q=7KON").headers["Location"] == "/g/peeters/autopaspoort/3/"


def test_several_hits_stand_in_groups(as_reception, garage):
    with garage_active(garage):
        customer("Konstantin", "7kolov", number=10)

    page = as_reception.get("/g/peeters/search/?q=7ko").text

    assert page.index("Vehicles") < page.index("7-KON-24") < page.index("Konstantin 7kolov")
    assert "<html" in page


def test_suggestions_are_a_part_and_lead_nowhere(as_reception):
    response = as_reception.get("/g/peeters/search/?q=jan", headers=HTMX)

    assert response.status_code == 200
    assert "<html" not in response.text
    assert 'href="/g/peeters/customers/8/"' in response.text


def test_more_hits_than_suggested_are_said(as_reception, garage):
    with garage_active(garage):
        for number in range(20, 26):
            customer("An", f"Maes{number}", number=number)

    response = as_reception.get("/g/peeters/search/?q=maes", headers=HTMX)

    assert len(titles_in(response.text)) == 5
    assert "All results" in response.text


def test_nothing_found_says_what_can_be_searched(as_reception):
    assert "Search by the beginning of a plate" in as_reception.get("/g/peeters/search/?q=zzz").text
    assert as_reception.get("/g/peeters/search/").status_code == 200


def test_what_was_searched_is_shown_as_text(as_reception):
    assert (
        "<script>"
        not in as_reception.get("/g/peeters/search/?q=<script>alert(1)</script>").text.split("</head>")[1]
    )


def test_a_role_finds_only_what_it_may_see(garage):
    with garage_active(garage):
        dispatcher = MemberFactory(roles=[Role.DISPATCHER])
    client = Client()
    client.force_login(dispatcher.membership.user)

    assert titles(client, "jan") == []
    assert titles(client, "7KON") == []


def test_without_the_feature_no_page_shows_a_vehicle(as_reception, garage):
    garage.features = []
    garage.save()

    assert titles(as_reception, "7KON") == []


def test_vehicles_and_customers_of_another_garage_stay_unseen(as_reception, dubois):
    with garage_active(dubois):
        VehicleFactory(plate="7KOX99", plate_display="7-KOX-99", number=77)
        customer("Jan", "Janverborgen", number=78)

    assert titles(as_reception, "7KOX") == []
    assert titles(as_reception, "janverborgen") == []
    assert titles(as_reception, "77") == []


def test_outside_roles_do_not_search(garage):
    with garage_active(garage):
        owner_of_a_car = MemberFactory(roles=[Role.CUSTOMER])
    client = Client()
    client.force_login(owner_of_a_car.membership.user)

    assert client.get("/g/peeters/search/?q=jan").status_code == 403


def test_the_search_costs_the_same_for_one_hit_and_three(as_reception, garage, django_assert_max_num_queries):
    with garage_active(garage):
        customer("An", "Maes", number=20)
        VehicleFactory(number=21, plate="1MAES1")
    with django_assert_max_num_queries(12) as one:
        as_reception.get("/g/peeters/search/?q=maes", headers=HTMX)
    with garage_active(garage):
        customer("Bo", "Maes", number=21)
        customer("Cas", "Maes", number=22)
    with django_assert_max_num_queries(12) as three:
        as_reception.get("/g/peeters/search/?q=maes", headers=HTMX)

    assert len(three) == len(one)


def test_mechanics_search_too(as_mechanic, mechanic):
    assert titles(client_of(mechanic), "7KON") == ["Škoda Octavia"]
