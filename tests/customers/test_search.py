from __future__ import annotations

import pytest

from garageflow.customers.models import Customer
from garageflow.customers.search import customers_matching, customers_with_words_inside
from tests.factories import CustomerFactory


@pytest.fixture
def people(in_peeters):
    CustomerFactory(number=1, name_key="janssens jan", email="jan.j@example.com")
    CustomerFactory(number=2, name_key="van den berg an", email="an@example.com")
    CustomerFactory(number=34, name_key="janssen piet", email="piet@example.com")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("jans", [34, 1]),
        ("Jan Janssens", [1]),
        ("janssens JAN", [1]),
        ("Pi jans", [34]),
        ("an van den berg", [2]),
        ("ván den", [2]),
        ("JAN.J@", [1]),
        ("34", [34]),
        ("berg", []),
        ("100%", []),
        ("an_", []),
    ],
)
def test_customers_are_found_by_name_in_any_order_address_and_number(people, text, numbers):
    found = customers_matching(text).order_by("name_key", "pk")

    assert [customer.number for customer in found] == numbers


def test_words_inside_a_name_are_found_too(people):
    assert [found.number for found in customers_with_words_inside("berg", Customer.objects.all())] == [2]
