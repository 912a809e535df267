"""Both sides of every boundary of spec 20 §4."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from decimal import Decimal

import pytest

from carpass.checks import LEVELS, Claimed, Finding, Known, check
from garageflow.vehicles.odometer_rules import Reading

TODAY = date(2026, 11, 20)
GOOD = Claimed(vin="WVWZZZ1KZ8W000001", km=60_123, work_date=TODAY)
BEFORE = Reading(TODAY - timedelta(days=10), 60_000)
AFTER = Reading(TODAY + timedelta(days=10), 61_000)


def found(*history: Reading, known: dict[str, object] | None = None, **claimed: object) -> list[Finding]:
    facts = Known(today=TODAY, history=history, **(known or {}))
    return check(dataclasses.replace(GOOD, **claimed), facts)


def codes(*history: Reading, known: dict[str, object] | None = None, **claimed: object) -> list[str]:
    return [finding.code for finding in found(*history, known=known, **claimed)]


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_nothing_is_said_of_what_is_right():
    assert codes(BEFORE) == []


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-1, ["DATE_FUTURE"]),
        (0, []),
        (1, ["LATE"]),
        (5, ["LATE"]),
        (6, ["DATE_TOO_OLD"]),
        (400, ["DATE_TOO_OLD"]),
    ],
)
def test_the_date(days, expected):
    assert codes(work_date=days_ago(days)) == expected


@pytest.mark.parametrize(
    ("km", "expected"),
    [
        (None, ["ODO_INVALID"]),
        (-1, ["ODO_INVALID"]),
        (0, []),
        (1, []),
        (Decimal("12.5"), ["ODO_INVALID"]),
        (9_999_999, []),
        (10_000_000, ["ODO_INVALID"]),
        (9_000, []),
        (9_999, []),
        (10_000, ["ROUNDED"]),
        (10_001, []),
        (10_999, []),
        (11_000, ["ROUNDED"]),
        (11_100, []),
    ],
)
def test_the_reading_by_itself(km, expected):
    assert codes(km=km) == expected


def test_zero_after_a_positive_reading():
    one, none = Reading(days_ago(10), 1), Reading(days_ago(10), 0)
    works = {"odometer_works": True, "km_before": 1, "odometer_works_reason": "broken"}

    assert codes(one, km=0) == ["ODO_INVALID"]
    assert codes(none, km=0) == []
    assert codes(one, km=0, **works) == []


@pytest.mark.parametrize(
    ("vin", "expected"),
    [
        ("", ["VIN_INVALID"]),
        ("ABC", ["VIN_INVALID"]),
        ("ABCD", ["VIN_SHORT"]),
        ("WVWZZZ1KZ8W00000", ["VIN_SHORT"]),
        ("WVWZZZ1KZ8W000001", []),
        ("wvw zzz-1kz.8w/000001", []),
        ("WVWZZZ1KZ8W0000012", ["VIN_INVALID"]),
        ("WVWZZZ1KZ8W00000É", ["VIN_INVALID"]),
        ("WVWZZZ1KZ8W0000I1", ["VIN_CHARS"]),
        ("WVWZZZ1KZ8WO00001", ["VIN_CHARS"]),
        ("WVWZZZ1KZ8W00Q001", ["VIN_CHARS"]),
        # Old cars do have them.
        ("OIQ123", ["VIN_SHORT"]),
    ],
)
def test_the_vin(vin, expected):
    assert codes(vin=vin) == expected


def test_a_vin_is_suggested_and_never_changed():
    finding = found(vin="wvwzzz1kz8wOIQ001")[0]

    assert (finding.field, finding.params) == ("vin", {"suggestion": "WVWZZZ1KZ8W010001"})


@pytest.mark.parametrize(
    ("km", "expected"),
    [
        (59_999, [("LOWER", "previous", "either")]),
        (60_001, []),
        (70_001, [("TOO_HIGH", "previous", "either")]),
    ],
)
def test_against_the_reading_before(km, expected):
    assert [(one.code, one.against, one.suspect) for one in found(BEFORE, km=km)] == expected


def test_exactly_the_most_and_exactly_the_same_pass():
    assert codes(Reading(days_ago(10), 60_123)) == []
    assert codes(Reading(days_ago(10), 50_123)) == []
    assert codes(Reading(days_ago(10), 50_122)) == ["TOO_HIGH"]
    assert codes(Reading(TODAY, 59_123)) == []
    assert codes(Reading(TODAY, 59_122)) == ["TOO_HIGH"]


def test_against_the_reading_after():
    # Of a report that is made late there may be a reading that is newer.
    old = days_ago(3)
    assert codes(Reading(TODAY, 60_123), work_date=old) == ["LATE"]
    assert codes(Reading(TODAY, 60_122), work_date=old) == ["LOWER", "LATE"]
    assert codes(Reading(TODAY, 63_123), work_date=old) == ["LATE"]
    assert codes(Reading(TODAY, 63_124), work_date=old) == ["TOO_HIGH", "LATE"]
    finding = found(Reading(TODAY, 60_122), work_date=old)[0]
    assert (finding.against, finding.params["km"], finding.params["on"]) == ("next", 60_122, "2026-11-20")


def test_the_suspect_is_the_one_that_stands_alone():
    history = [Reading(days_ago(40), 59_000), Reading(days_ago(30), 59_500)]

    this = found(*history, km=6_012)
    previous = found(*history, Reading(days_ago(5), 600_000))

    assert [(one.code, one.suspect) for one in this] == [("LOWER", "this")]
    assert this[0].params["causes"] == ["digit_too_few"]
    assert [(one.code, one.suspect) for one in previous] == [("LOWER", "previous")]


def test_works_on_the_odometer_may_make_it_lower():
    works = {"odometer_works": True, "km_before": 60_010, "odometer_works_reason": "broken"}

    assert codes(BEFORE, km=12, **works) == []
    assert codes(BEFORE, km=12) == ["LOWER"]
    assert codes(BEFORE, km=12, **{**works, "km_before": None}) == ["WORKS_INCOMPLETE"]
    assert codes(BEFORE, km=12, **{**works, "odometer_works_reason": " "}) == ["WORKS_INCOMPLETE"]
    assert codes(BEFORE, km=12, **{**works, "km_before": 0}) == []


def test_what_surrounds_it():
    assert codes(known={"exclusion": "motorcycle"}) == ["NOT_REPORTABLE"]
    assert codes(known={"account_problem": "missing"}) == ["NO_ACCOUNT"]
    assert codes(known={"is_sent_today": True}) == ["DUPLICATE_TODAY"]
    assert codes(has_works=False) == ["WORKS_MISSING"]


def test_everything_is_said_at_once_refusals_first():
    said = found(
        BEFORE,
        km=20_000,
        vin="OLD1",
        work_date=days_ago(6),
        odometer_works=True,
        has_works=False,
        known={"account_problem": "disabled", "exclusion": "trailer", "is_sent_today": True},
    )

    assert [one.code for one in said] == [
        "WORKS_INCOMPLETE",
        "NOT_REPORTABLE",
        "NO_ACCOUNT",
        "DATE_TOO_OLD",
        "ROUNDED",
        "DUPLICATE_TODAY",
        "VIN_SHORT",
        "WORKS_MISSING",
    ]
    assert all(one.level == LEVELS[one.code] for one in said)


def test_a_finding_is_of_the_data_that_were_judged():
    """A confirmation holds for these data and no others."""
    first, second = found(BEFORE, km=50_001)[0], found(BEFORE, km=50_002)[0]

    assert first.basis != second.basis
    assert first.basis == found(BEFORE, km=50_001)[0].basis
