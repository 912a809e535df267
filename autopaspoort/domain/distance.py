"""How far a car goes in a day, and so when it reaches a distance. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

# Of a Dutch or Belgian passenger car, a year (CBS, "Verkeersprestaties personenauto's"; Car-Pass, annual
# report): what is assumed until two readings say more.
USUAL_A_YEAR = 14_000
_LEAST_DAYS = 30
_LOOKS_BACK = timedelta(days=2 * 365)
_LOWEST, _HIGHEST = 3.0, 300.0

Readings = Sequence[tuple[date, int]]


def km_per_day(readings: Readings) -> float:
    """By the readings of the last two years; `readings` from old to new."""
    if readings:
        newest_on, newest_km = readings[-1]
        recent = [(day, km) for day, km in readings if newest_on - day <= _LOOKS_BACK]
        first_on, first_km = recent[0]
        days = (newest_on - first_on).days
        if days >= _LEAST_DAYS and newest_km > first_km:
            return min(max((newest_km - first_km) / days, _LOWEST), _HIGHEST)
    return USUAL_A_YEAR / 365


def day_of_distance(readings: Readings, km: int) -> date | None:
    """When the car will show `km`; None while nobody has read its odometer."""
    if not readings:
        return None
    newest_on, newest_km = readings[-1]
    return newest_on + timedelta(days=round(max(km - newest_km, 0) / km_per_day(readings)))


def first_of(due_on: date | None, due_km: int | None, readings: Readings) -> date | None:
    """A date or a distance, whichever comes first."""
    by_distance = day_of_distance(readings, due_km) if due_km is not None else None
    days = [day for day in (due_on, by_distance) if day is not None]
    return min(days) if days else None
