"""Days on which a garage pays: not Saturdays, not Sundays, not its country's public holidays."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter

from garageflow.tenancy.models import Country

# Days after Easter Sunday: Good Friday, Easter Monday, Ascension, Whit Monday.
_FRIDAY, _MONDAY, _ASCENSION, _WHIT_MONDAY = -2, 1, 39, 50
# Month and day. France: Code du travail L3133-1. Belgium: royal decree of 18 April 1974. Luxembourg: Code du
# travail L232-2. Netherlands: Algemene termijnenwet, article 3; the King's birthday moves off a Sunday.
_FIXED = {
    Country.FRANCE: ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)),
    Country.BELGIUM: ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)),
    Country.LUXEMBOURG: ((1, 1), (5, 1), (5, 9), (6, 23), (8, 15), (11, 1), (12, 25), (12, 26)),
    Country.NETHERLANDS: ((1, 1), (5, 5), (12, 25), (12, 26)),
}


def working_days_after(day: date, count: int, country: str) -> date:
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, country)
    return day


def is_working_day(day: date, country: str) -> bool:
    return day.weekday() < 5 and day not in public_holidays(day.year, country)


@cache
def public_holidays(year: int, country: str) -> frozenset[date]:
    moving = [_MONDAY, _ASCENSION, _WHIT_MONDAY]
    days = [date(year, month, day) for month, day in _FIXED[Country(country)]]
    if country == Country.NETHERLANDS:
        moving.append(_FRIDAY)
        kings_day = date(year, 4, 27)
        days.append(kings_day - timedelta(days=kings_day.weekday() == 6))
    return frozenset([*days, *(easter(year) + timedelta(days=after) for after in moving)])
