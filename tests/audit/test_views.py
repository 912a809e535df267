from __future__ import annotations

from datetime import UTC, datetime

import pytest

from garageflow.audit.domain import record
from garageflow.audit.history import history_of
from garageflow.audit.models import Entry
from garageflow.audit.registry import register_events
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM, Actor
from tests.factories import CustomerFactory


@pytest.fixture(autouse=True)
def words(monkeypatch):
    monkeypatch.setattr("garageflow.audit.registry._words", {})
    register_events({"tests.greeted": "Greeted with %(word)s", "tests.left": "Left"})


@pytest.fixture
def customer(peeters):
    with garage_active(peeters):
        return CustomerFactory(first_name="Jan", last_name="Janssens")


def test_owners_see_what_happened_newest_first(as_owner, peeters, customer, reception):
    with garage_active(peeters):
        record("tests.greeted", customer, by=reception, word="<b>hello</b>")
        record("tests.left", customer, by=SYSTEM)

    page = as_owner.get("/g/peeters/audit/").text

    assert page.index("GarageFlow (automatic)") < page.index("Greeted with &lt;b&gt;hello&lt;/b&gt;")
    assert "Jan Janssens" in page


def test_only_owners_see_the_audit(as_reception, as_mechanic):
    assert as_reception.get("/g/peeters/audit/").status_code == 403
    assert as_mechanic.get("/g/peeters/audit/").status_code == 403


def test_the_audit_of_another_garage_stays_unseen(as_owner, peeters, dubois):
    with garage_active(dubois):
        record("tests.left", CustomerFactory(last_name="Verborgen"), by=SYSTEM)

    assert "Verborgen" not in as_owner.get("/g/peeters/audit/").text
    assert as_owner.get("/g/dubois/audit/").status_code == 404


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Left", "Greeted with hello"]),
        ("q=janssens", ["Greeted with hello"]),
        ("event=tests.left", ["Left"]),
        ("who=system", ["Left"]),
        ("who=outside", []),
        ("who={member}", ["Greeted with hello"]),
        ("since=2026-11-21", ["Left"]),
        ("until=2026-11-20", ["Greeted with hello"]),
        ("subject=customers.customer:{jan}", ["Greeted with hello"]),
        ("subject=customers.customer:x", []),
        ("since=nonsense", ["Left", "Greeted with hello"]),
        ("q=%00", ["Left", "Greeted with hello"]),
        ("who=999999", ["Left", "Greeted with hello"]),
    ],
)
def test_the_audit_is_searched(as_owner, peeters, customer, reception, query, shown):
    with garage_active(peeters):
        other = CustomerFactory(first_name="An", last_name="Maes")
        # Written with its moment: a row of the audit is never changed.
        for event, subject, actor, at in (
            ("tests.greeted", customer, reception, datetime(2026, 11, 20, 22, 59, tzinfo=UTC)),
            ("tests.left", other, SYSTEM, datetime(2026, 11, 20, 23, 0, tzinfo=UTC)),
        ):
            Entry.objects.create(
                at=at,
                event=event,
                subject_type="customers.customer",
                subject_id=subject.pk,
                subject_label=str(subject),
                member=actor.member,
                actor_label=actor.label,
                facts={"word": "hello"},
            )

    response = as_owner.get("/g/peeters/audit/?" + query.format(member=reception.member.pk, jan=customer.pk))

    assert [row.text for row in response.context["rows"]] == shown


def test_the_list_costs_the_same_for_one_row_and_three(
    as_owner, peeters, customer, reception, django_assert_max_num_queries
):
    with garage_active(peeters):
        record("tests.left", customer, by=reception)
    as_owner.get("/g/peeters/audit/")
    with django_assert_max_num_queries(12) as one:
        as_owner.get("/g/peeters/audit/")
    with garage_active(peeters):
        record("tests.left", customer, by=SYSTEM)
        record("tests.greeted", customer, by=reception, word="hello")
    with django_assert_max_num_queries(12) as three:
        as_owner.get("/g/peeters/audit/")

    assert len(one) == len(three)


def test_an_empty_audit_says_what_will_stand_there(as_owner):
    assert "Nothing has happened yet" in as_owner.get("/g/peeters/audit/").text
    assert "Nothing found" in as_owner.get("/g/peeters/audit/?q=x").text


def test_history_of_one_object(in_peeters, customer, reception):
    record("tests.greeted", customer, by=reception, word="hello")
    record("tests.left", CustomerFactory(), by=reception)
    record("tests.left", customer, by=Actor.outside("platform: an@platform.example"))

    assert [(row.text, row.who) for row in history_of(customer)] == [
        ("Left", "platform staff: an@platform.example"),
        ("Greeted with hello", reception.member.name),
    ]
    assert len(history_of(customer, limit=1)) == 1
