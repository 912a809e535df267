from __future__ import annotations

from typing import Any

import pytest

from garageflow.audit.models import Entry
from garageflow.customers.domain.doubles import are_alike, email_key, find_doubles, keep_apart, phone_key
from garageflow.customers.identity import name_key
from garageflow.customers.models import Customer, Double
from tests.factories import CustomerFactory

HOME = {"postcode": "9000", "house_number": "12", "street": "Veldstraat"}


def person(first_name: str, last_name: str, **values: Any) -> Customer:
    return CustomerFactory(
        first_name=first_name, last_name=last_name, name_key=name_key(last_name, first_name), **values
    )


def found() -> list[tuple[str, str, list[str]]]:
    find_doubles()
    doubles = Double.objects.open().likeliest_first().select_related("first", "second")
    return [(double.first.full_name, double.second.full_name, double.reasons) for double in doubles]


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        ({"email": "an@example.com"}, {"email": "An+garage@Example.com"}, ["email"]),
        ({"email": "an.peeters@gmail.com"}, {"email": "anpeeters@gmail.com"}, ["email"]),
        ({"phone": "0475 12 34 56"}, {"phone": "+32 475/12.34.56"}, ["phone"]),
        ({"phone": "06-12345678"}, {"phone": "0031612345678"}, ["phone"]),
        (HOME, {**HOME, "postcode": "9000 ", "street": "Veldstr."}, ["address"]),
        ({**HOME, "phone": "0475123456"}, {**HOME, "phone": "0475123456"}, ["phone", "address"]),
        ({"phone": "112"}, {"phone": "112"}, None),
        ({"email": "an.peeters@example.com"}, {"email": "anpeeters@example.com"}, None),
        (HOME, {**HOME, "house_number": "13"}, None),
    ],
)
def test_what_two_customers_share(in_peeters, one, other, reasons):
    person("An", "Peeters", **one)
    person("An", "Peeters", **other)

    assert found() == ([("An Peeters", "An Peeters", reasons)] if reasons else [])


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        (("Peeters", "An"), ["address"]),
        (("Ann", "Peeters"), ["spelling"]),
        (("An", "Peters"), ["spelling"]),
        (("Bart", "Peeters"), None),
        (("Els", "Maes"), None),
    ],
)
def test_who_lives_at_the_same_address_under_nearly_the_same_name(in_peeters, name, reasons):
    person("An", "Peeters", **HOME)
    person(*name, **HOME)

    assert [reason for _one, _other, reason in found()] == ([reasons] if reasons else [])


def test_what_many_share_says_nothing(in_peeters):
    for number in range(9):
        person(f"Nummer{number}", f"Verschillend{number}{number}", phone="03 123 45 67")

    assert found() == []


def test_a_decision_stays_and_what_is_mended_goes(in_peeters, owner):
    one, other = person("An", "Peeters", phone="0475123456"), person("Els", "Maes", phone="0475123456")
    third = person("Jan", "Claes", email="jan@example.com")
    fourth = person("Jan", "Claes", email="jan+x@example.com")
    assert len(found()) == 2

    keep_apart(Double.objects.get(first=one), by=owner)
    keep_apart(Double.objects.get(first=one), by=owner)
    Customer.objects.filter(pk=fourth.pk).update(email="j.claes@example.com")

    assert found() == []
    assert list(Double.objects.values_list("first", "second", "state")) == [(one.pk, other.pk, "apart")]
    [entry] = Entry.objects.all()
    assert (entry.event, entry.facts["number"]) == ("customers.kept_apart", other.number)
    assert third.pk


def test_keys():
    assert phone_key("+33 6 12 34 56 78") == phone_key("06 12 34 56 78") == "612345678"
    assert phone_key("") == phone_key("1234") == ""
    assert email_key("geen adres") == ""
    assert are_alike("van den berg jan", "jan van den berg")
