"""When the Dutch inspection (APK) is due. Pure: no clock, no database.

Sources, seen 2026-11-21:
- The duty: Wegenverkeerswet 1994, article 72. When: Besluit voertuigen, as explained on apkkeuring.nl and
  rdwkenteken.info: petrol, electric and hybrid cars first after 4 years, then twice after 2, then every year;
  diesel, LPG and other gas first after 3 years, then every year; first admitted before 2005: after 3 years,
  then every year; from 30 years on every 2 years; from 50 years on exempt. Taxis and buses differ.

A recorded date always beats a computed one; what is computed is a proposal and is called so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from garageflow.vehicles.models import Fuel

_FIRST_AFTER_FOUR = frozenset({Fuel.PETROL, Fuel.ELECTRIC, Fuel.HYBRID, Fuel.PLUGIN_HYBRID, Fuel.HYDROGEN})
_OLD_RULE_BEFORE = date(2005, 1, 1)
_YEARLY_FROM, _EVERY_TWO_FROM, _EXEMPT_FROM = 8, 30, 50


@dataclass(frozen=True, slots=True)
class InspectionDue:
    """`on` is None when nobody can know it, or when the vehicle is exempt."""

    on: date | None
    is_computed: bool = False
    is_exempt: bool = False


def inspection_due(
    *, recorded_on: date | None, country: str, fuel: str, first_registered_on: date | None, today: date
) -> InspectionDue:
    """The last day of validity: what was recorded, else what the age of a Dutch car says."""
    if recorded_on is not None:
        return InspectionDue(recorded_on)
    if country != "NL" or first_registered_on is None or not fuel:
        return InspectionDue(None)
    if today >= years_after(first_registered_on, _EXEMPT_FROM):
        return InspectionDue(None, is_exempt=True)
    due = next(day for day in due_dates(first_registered_on, fuel) if day >= today)
    if due >= years_after(first_registered_on, _EXEMPT_FROM):
        return InspectionDue(None, is_exempt=True)
    return InspectionDue(due, is_computed=True)


def due_dates(first_registered_on: date, fuel: str) -> Iterator[date]:
    """All dates of a life without accident, counted from the first registration and not from each other: a
    car of 29 February would drift to the 28th for good."""
    is_yearly = fuel not in _FIRST_AFTER_FOUR or first_registered_on < _OLD_RULE_BEFORE
    age = 3 if is_yearly else 4
    while True:
        yield years_after(first_registered_on, age)
        age += _interval(age, is_yearly=is_yearly)


def years_after(day: date, years: int) -> date:
    """The same day; for 29 February in a common year the last day of that month."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _interval(age: int, *, is_yearly: bool) -> int:
    if age >= _EVERY_TWO_FROM:
        return 2
    return 1 if is_yearly or age >= _YEARLY_FROM else 2
