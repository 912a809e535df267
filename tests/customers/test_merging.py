from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from autopaspoort.domain.consents import customer_of_token, stop_token
from autopaspoort.domain.incoming import OwnerAndPlate
from autopaspoort.domain.passports import create_passport
from autopaspoort.models import Consent, Passport, Reminder
from garageflow.audit.models import Entry
from garageflow.customers.domain.merging import (
    CannotUndo,
    CustomersHaveChanged,
    forget_merges,
    merge_customers,
    plan_merge,
    undo_merge,
)
from garageflow.customers.domain.references import references
from garageflow.customers.models import Customer, Double, MergedCustomer
from garageflow.customers.registry import decided_models
from garageflow.customers.search import customers_matching
from garageflow.mail.models import AddressBlock
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from garageflow.tenancy.numbers import next_number
from garageflow.workshop.models import WorkOrder
from tests.factories import CustomerFactory, PassportFactory, WorkOrderFactory


def customer(number: int, **values: Any) -> Customer:
    return CustomerFactory(
        number=number, first_name="An", last_name="Peeters", name_key="peeters an", **values
    )


@pytest.fixture
def pair(in_peeters) -> tuple[Customer, Customer]:
    return (
        customer(1, email="an@example.com", phone="", city="Gent"),
        customer(2, email="an.peeters@example.com", phone="0475 12 34 56", city=""),
    )


def merge(kept: Customer, gone: Customer, *take: str, by=SYSTEM) -> MergedCustomer:
    return merge_customers(kept, gone, take=take, seen=plan_merge(kept, gone).seen, by=by)


def test_every_key_to_a_customer_in_the_database_is_known(db):
    """By the catalogue and not by the models: an app that is added later cannot be forgotten."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.conrelid::regclass::text, a.attname
            FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
            WHERE c.contype = 'f' AND c.confrelid = 'customers_customer'::regclass
              AND a.attname <> 'garage_id'
            """
        )
        in_database = {row for row in cursor.fetchall()}

    known = {
        (reference.model._meta.db_table, reference.model._meta.get_field(reference.name).column)
        for reference in references()
    }
    # Possible doubles are found anew, and a decision about them follows.
    assert in_database == known | {("customers_double", "first_id"), ("customers_double", "second_id")}


def test_of_everything_that_a_customer_has_once_somebody_said_which_stays():
    once = {reference.model._meta.label_lower for reference in references() if any(reference.unique_keys())}

    assert once == decided_models()


def test_a_key_made_of_expressions_could_not_be_foreseen():
    for reference in references():
        for constraint in reference.model._meta.total_unique_constraints:
            assert not constraint.expressions


def test_everything_moves_and_the_old_number_still_finds_the_customer(pair, owner):
    kept, gone = pair
    passport = PassportFactory(customer=gone)
    order = WorkOrderFactory(customer=gone)

    plan = plan_merge(kept, gone)
    merged = merge(kept, gone, "phone", by=owner)

    assert plan.moves == {"AutoPaspoorten": 1, "work orders": 1}
    passport.refresh_from_db()
    order.refresh_from_db()
    assert (passport.customer, order.customer) == (kept, kept)
    assert not Customer.objects.filter(pk=gone.pk).exists()
    kept.refresh_from_db()
    assert (kept.phone, kept.city, kept.email) == ("0475 12 34 56", "Gent", "an@example.com")
    assert (merged.number, merged.former_id, merged.name, merged.merged_by) == (
        2,
        gone.pk,
        "An Peeters",
        owner.member,
    )
    assert list(customers_matching("2")) == list(customers_matching("an.peeters@example.com")) == [kept]
    [entry] = Entry.objects.about(kept)
    assert (entry.event, entry.facts) == (
        "customers.customers_merged",
        {"number": 2, "name": "An Peeters", "fields": ["phone"], "moved": 2, "left_out": 0},
    )


def test_the_address_that_is_taken_brings_who_it_is_and_what_is_known_of_it(pair):
    kept, gone = pair
    Customer.objects.filter(pk=gone.pk).update(email_state="bounced")
    gone.refresh_from_db()

    merge(kept, gone, "email", "first_name")

    kept.refresh_from_db()
    assert (kept.email, kept.identity, kept.email_state) == (
        "an.peeters@example.com",
        "e:an.peeters@example.com",
        "bounced",
    )


@pytest.mark.parametrize(
    ("mine", "his", "stays"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_the_stricter_consent_stays(pair, mine, his, stays):
    kept, gone = pair
    for who, granted in ((kept, mine), (gone, his)):
        Consent.objects.create(customer=who, purpose="promotion", channel="email", is_granted=granted)
    Consent.objects.create(customer=gone, purpose="service", channel="push", is_granted=False)

    plan = plan_merge(kept, gone)
    merge(kept, gone)

    assert len(plan.decisions) == 1
    assert plan.moves == {"consents": 1}
    assert set(Consent.objects.values_list("customer", "purpose", "is_granted")) == {
        (kept.pk, "promotion", stays),
        (kept.pk, "service", False),
    }


def test_whoever_wants_no_mail_at_one_address_gets_none_at_the_other(pair):
    kept, gone = pair
    AddressBlock.objects.create(email_key="an.peeters@example.com", reason="unsubscribed")

    assert plan_merge(kept, gone).is_silent
    merge(kept, gone)

    assert AddressBlock.objects.filter(email_key="an@example.com", reason="unsubscribed").exists()


def test_links_that_were_mailed_to_him_still_work(pair):
    kept, gone = pair
    token = stop_token(gone, "service")

    merge(kept, gone)

    assert customer_of_token(token) == (kept, "service")


def test_a_list_with_the_old_address_does_not_make_the_double_anew(pair):
    kept, gone = pair
    passport = PassportFactory(customer=gone, vehicle__plate="7KON24", vehicle__plate_country="NL")
    merge(kept, gone)

    line = OwnerAndPlate(
        plate="7KON24",
        plate_country="NL",
        plate_display="7-KON-24",
        last_name="Peters",
        first_name="Ann",
        email="an.peeters@example.com",
    )
    create_passport(line, by=SYSTEM)

    assert Customer.objects.get() == kept
    assert (Customer.objects.get().last_name, Customer.objects.get().email) == ("Peeters", "an@example.com")
    assert Passport.objects.get().pk == passport.pk


def test_what_was_seen_is_what_is_merged(pair):
    kept, gone = pair
    seen = plan_merge(kept, gone).seen
    Customer.objects.filter(pk=gone.pk).update(city="Brugge")

    with pytest.raises(CustomersHaveChanged, match="changed since you looked"):
        merge_customers(kept, gone, take=[], seen=seen, by=SYSTEM)
    with pytest.raises(CustomersHaveChanged):
        merge_customers(gone, kept, take=[], seen=seen, by=SYSTEM)

    merge(kept, Customer.objects.get(pk=gone.pk))
    with pytest.raises(CustomersHaveChanged, match="is gone"):
        merge_customers(kept, gone, take=[], seen=seen, by=SYSTEM)


def test_undoing_gives_each_his_own_back_and_keeps_what_came_since(pair, owner):
    kept, gone = pair
    PassportFactory(customer=kept)
    PassportFactory(customer=gone)
    for who, granted in ((kept, True), (gone, False)):
        Consent.objects.create(customer=who, purpose="promotion", channel="email", is_granted=granted)
    reminded = PassportFactory(customer=gone)
    for who in pair:
        Reminder.objects.create(
            passport=reminded, customer=who, stage="inspection_60", due_on=date(2027, 1, 3)
        )
    AddressBlock.objects.create(email_key="an.peeters@example.com", reason="unsubscribed")
    before = snapshot()
    merged = merge(kept, gone, "email", "phone", by=owner)
    assert snapshot() != before
    since = WorkOrderFactory(customer=Customer.objects.get(pk=kept.pk))

    again = undo_merge(merged, by=owner)

    assert again == gone
    assert snapshot() == before
    assert WorkOrder.objects.get(pk=since.pk).customer == kept
    assert not AddressBlock.objects.filter(email_key="an@example.com").exists()
    with pytest.raises(CannotUndo):
        undo_merge(merged, by=owner)


def test_undoing_leaves_alone_what_somebody_changed_since(pair):
    kept, gone = pair
    merged = merge(kept, gone, "phone", "email")
    Customer.objects.filter(pk=kept.pk).update(phone="09 222 33 44")

    undo_merge(merged, by=SYSTEM)

    kept.refresh_from_db()
    assert (kept.phone, kept.email) == ("09 222 33 44", "an@example.com")


def test_undoing_is_refused_when_somebody_else_has_the_address_by_now(pair):
    kept, gone = pair
    merged = merge(kept, gone)
    customer(3, email="an.peeters@example.com")

    with pytest.raises(CannotUndo, match="Another customer has the e-mail address of customer 2"):
        undo_merge(merged, by=SYSTEM)


def test_merging_one_who_was_merged_himself_and_undoing_both_ways(pair):
    kept, gone = pair
    third = customer(3)
    passport = PassportFactory(customer=third)
    first = merge(gone, third)
    second = merge(kept, gone)
    assert list(customers_matching("3")) == [kept]

    undo_merge(MergedCustomer.objects.get(pk=first.pk), by=SYSTEM)
    undo_merge(MergedCustomer.objects.get(pk=second.pk), by=SYSTEM)

    passport.refresh_from_db()
    assert passport.customer == third
    assert Customer.objects.count() == 3
    assert not MergedCustomer.objects.exists()


def test_what_only_undoing_needs_is_forgotten_after_a_month(pair, in_peeters):
    merged = merge(*pair)
    MergedCustomer.objects.update(merged_at=timezone.now() - timedelta(days=31))

    assert forget_merges(in_peeters, in_peeters.today()) == 1

    with pytest.raises(CannotUndo):
        undo_merge(merged, by=SYSTEM)
    assert list(customers_matching("2")) == [pair[0]]


def test_that_two_are_two_persons_holds_after_a_merge(pair):
    kept, gone = pair
    third = customer(3)
    Double.objects.create(first=gone, second=third, reasons=["phone"], state="apart")
    Double.objects.create(first=kept, second=gone, reasons=["phone"])

    merge(kept, gone)

    assert list(Double.objects.values_list("first", "second", "state")) == [(kept.pk, third.pk, "apart")]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_who_merge_at_once_merge_once(peeters):
    with garage_active(peeters):
        kept, gone = customer(1), customer(2)
        seen, turned = plan_merge(kept, gone).seen, plan_merge(gone, kept).seen
    outcomes = []

    def press(mine: Customer, his: Customer, what: str) -> None:
        try:
            with garage_active(peeters):
                merge_customers(mine, his, take=[], seen=what, by=SYSTEM)
            outcomes.append("merged")
        except CustomersHaveChanged:
            outcomes.append("refused")
        finally:
            connections.close_all()

    at_once(lambda: press(kept, gone, seen), lambda: press(gone, kept, turned))

    assert sorted(outcomes) == ["merged", "refused"]
    with garage_active(peeters):
        assert Customer.objects.count() == 1


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_merge_waits_for_the_chunk_of_a_list_and_moves_what_it_made(peeters):
    with garage_active(peeters):
        kept, gone = customer(1), customer(2, email="an.peeters@example.com")
        seen = plan_merge(kept, gone).seen
    inside, merging = threading.Event(), threading.Event()

    def batch() -> None:
        with garage_active(peeters):
            # As apply_incoming does before it looks anybody up.
            next_number("customer", 0)
            inside.set()
            merging.wait(5)
            PassportFactory(customer=gone)
        connections.close_all()

    def press() -> None:
        inside.wait(5)
        merging.set()
        with garage_active(peeters):
            merge_customers(kept, gone, take=[], seen=seen, by=SYSTEM)
        connections.close_all()

    at_once(batch, press)

    with garage_active(peeters):
        assert Passport.objects.get().customer == kept


def at_once(*functions: Any) -> None:
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)


def snapshot() -> dict[str, list[Any]]:
    """Of all rows that point to a customer, and of the customers."""
    found = {"customers": sorted(Customer.objects.values_list("pk", "number", "email", "identity", "phone"))}
    for reference in references():
        if reference.model not in (WorkOrder, MergedCustomer):
            found[reference.key] = sorted(reference.model._default_manager.values_list("pk", reference.name))
    found["consents"] = sorted(Consent.objects.values_list("pk", "is_granted"))
    return found
