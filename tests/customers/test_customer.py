from __future__ import annotations

import pytest

from garageflow.audit.models import Entry
from garageflow.customers.domain.customer import CustomerExists, change_customer
from garageflow.customers.models import Customer, EmailState
from garageflow.mail.models import AddressBlock
from garageflow.tenancy.active import garage_active
from tests.factories import CustomerFactory


def test_change_customer_keeps_the_keys(in_peeters, reception):
    customer = CustomerFactory(first_name="Jan", last_name="Janssens", email="jan@example.com")

    change_customer(customer, first_name="Jean", last_name="Jánssens", email="Jean@Example.com", by=reception)

    customer.refresh_from_db()
    assert (customer.name_key, customer.identity) == ("janssens jean", "e:jean@example.com")
    entry = Entry.objects.get()
    assert (entry.event, entry.facts) == (
        "customers.customer_changed",
        {"fields": ["first_name", "last_name", "email"]},
    )


def test_change_customer_writes_nothing_without_a_difference(in_peeters, reception):
    customer = CustomerFactory(city="Gent")

    change_customer(customer, city="Gent", by=reception)

    assert not Entry.objects.exists()


def test_change_customer_refuses_the_address_of_another(in_peeters, reception):
    other = CustomerFactory(email="an@example.com", first_name="An", last_name="Maes", number=7)
    customer = CustomerFactory(email="jan@example.com", city="Gent")

    with pytest.raises(CustomerExists, match=r"An Maes \(customer 7\)") as caught:
        change_customer(customer, email="AN@example.com", city="Brugge", by=reception)

    customer.refresh_from_db()
    assert caught.value.other == other
    assert (customer.email, customer.city) == ("jan@example.com", "Gent")


def test_a_new_address_counts_as_correct_again(in_peeters, reception):
    customer = CustomerFactory(email="jan@", email_state=EmailState.SYNTAX, identity="p:NL:7KON24")
    AddressBlock.objects.create(email_key="jan@example.com", reason=AddressBlock.Reason.BOUNCED)

    change_customer(customer, email="jan@example.com", by=reception)

    customer.refresh_from_db()
    assert (customer.email_state, customer.identity) == (EmailState.OK, "e:jan@example.com")
    assert not AddressBlock.objects.exists()


def test_a_new_address_stays_blocked_if_its_holder_wanted_no_mails(in_peeters, reception):
    customer = CustomerFactory(email="jan@example.com")
    AddressBlock.objects.create(email_key="an@example.com", reason=AddressBlock.Reason.UNSUBSCRIBED)

    change_customer(customer, email="an@example.com", by=reception)

    assert AddressBlock.objects.count() == 1


def test_customers_of_other_garages_may_have_the_same_address(in_peeters, reception, dubois):
    with garage_active(dubois):
        CustomerFactory(email="an@example.com")
    customer = CustomerFactory(email="jan@example.com")

    change_customer(customer, email="an@example.com", by=reception)

    assert Customer.objects.get().email == "an@example.com"
