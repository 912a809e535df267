from __future__ import annotations

from datetime import date

import pytest

from garageflow.vehicles.inspection import InspectionDue, inspection_due, years_after


def due(fuel, first, today, *, recorded=None, country="NL"):
    return inspection_due(
        recorded_on=recorded, country=country, fuel=fuel, first_registered_on=first, today=today
    )


@pytest.mark.parametrize(
    ("fuel", "first", "today", "on"),
    [
        # Petrol, electric and hybrid: 4, 6, 8, then every year.
        ("petrol", date(2024, 5, 10), date(2026, 11, 22), date(2028, 5, 10)),
        ("electric", date(2022, 11, 22), date(2026, 11, 22), date(2026, 11, 22)),
        ("hybrid", date(2022, 11, 21), date(2026, 11, 22), date(2028, 11, 21)),
        ("plugin_hybrid", date(2020, 1, 1), date(2026, 11, 22), date(2028, 1, 1)),
        ("petrol", date(2018, 1, 1), date(2026, 11, 22), date(2027, 1, 1)),
        ("petrol", date(2006, 6, 1), date(2026, 11, 22), date(2027, 6, 1)),
        # Diesel and gas: 3, then every year.
        ("diesel", date(2024, 5, 10), date(2026, 11, 22), date(2027, 5, 10)),
        ("lpg", date(2023, 5, 10), date(2026, 11, 22), date(2027, 5, 10)),
        ("cng", date(2015, 12, 31), date(2026, 11, 22), date(2026, 12, 31)),
        # First admitted before 2005: after 3 years, then every year.
        ("petrol", date(2004, 12, 31), date(2026, 11, 22), date(2026, 12, 31)),
        ("petrol", date(2004, 3, 1), date(2008, 3, 1), date(2008, 3, 1)),
        # 29 February: the last day of the month in a common year, and the 29th again in a leap year.
        ("diesel", date(2024, 2, 29), date(2026, 11, 22), date(2027, 2, 28)),
        ("petrol", date(2024, 2, 29), date(2026, 11, 22), date(2028, 2, 29)),
        ("diesel", date(2020, 2, 29), date(2027, 3, 1), date(2028, 2, 29)),
        # From 30 years on every two years.
        ("petrol", date(1996, 11, 22), date(2026, 11, 22), date(2026, 11, 22)),
        ("petrol", date(1996, 11, 21), date(2026, 11, 22), date(2028, 11, 21)),
        ("diesel", date(1990, 7, 1), date(2026, 11, 22), date(2028, 7, 1)),
        ("petrol", date(1997, 11, 21), date(2026, 11, 22), date(2027, 11, 21)),
    ],
)
def test_the_date_follows_from_fuel_and_age(fuel, first, today, on):
    assert due(fuel, first, today) == InspectionDue(on, is_computed=True)


@pytest.mark.parametrize("first", [date(1976, 11, 22), date(1950, 1, 1), date(1977, 6, 1)])
def test_fifty_years_are_exempt(first):
    """A car of 49 whose next date falls after its fiftieth birthday needs none any more."""
    assert due("petrol", first, date(2026, 11, 22)) == InspectionDue(None, is_exempt=True)


def test_the_day_before_fifty_is_not_exempt_by_itself():
    assert due("petrol", date(1978, 6, 1), date(2026, 5, 1)).on == date(2026, 6, 1)


@pytest.mark.parametrize("first", [date(1950, 1, 1), date(2024, 5, 10), None])
def test_a_recorded_date_beats_a_computed_one(first):
    recorded = date(2026, 12, 24)

    assert due("petrol", first, date(2026, 11, 22), recorded=recorded) == InspectionDue(recorded)


@pytest.mark.parametrize(
    ("fuel", "first", "country"),
    [("", date(2020, 1, 1), "NL"), ("petrol", None, "NL"), ("petrol", date(2020, 1, 1), "BE")],
)
def test_nothing_is_made_up(fuel, first, country):
    assert due(fuel, first, date(2026, 11, 22), country=country) == InspectionDue(None)


def test_years_after_does_not_drift():
    assert [years_after(date(2024, 2, 29), years) for years in (1, 4)] == [
        date(2025, 2, 28),
        date(2028, 2, 29),
    ]
