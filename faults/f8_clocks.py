"""F8: nights and clocks.

366 nights with a leap day and two changes of the clock in three zones, clocks set back, a garage at midnight.
The rule takes the moment as a parameter, so the nights are walked through in one process on a real database.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from typing import Any

from faults.judge import Verdict
from faults.world import World, world

ZONES = ("Europe/Brussels", "Europe/Amsterdam", "Europe/Paris", "Atlantic/Azores", "Pacific/Kiritimati")


def run() -> Verdict:
    verdict = Verdict()
    with world() as here:
        garages = {zone: here.garage(f"zone-{number}", time_zone=zone) for number, zone in enumerate(ZONES)}
        insert = _product(here)
        _a_leap_year(verdict, here, insert, garages)
        _change_nights(verdict, here, insert, garages)
        _set_back(verdict, here, insert, garages)
        _at_midnight(verdict, here, insert, garages)
    return verdict


def _product(here: World) -> Any:
    os.environ.update(here.environment())
    import django

    django.setup()
    from garageflow.jobs.domain.schedule import insert_due_nights

    return insert_due_nights


def _dates(here: World, garage: int) -> list[str]:
    return [
        key for (key,) in here.sql("SELECT key FROM jobs_duework WHERE garage_id = %s ORDER BY key", garage)
    ]


def _forget(here: World) -> None:
    here.sql("DELETE FROM jobs_duework")


def _days(first: date, count: int) -> list[str]:
    return [(first + timedelta(days=number)).isoformat() for number in range(count)]


def _a_leap_year(verdict: Verdict, here: World, insert: Any, garages: dict[str, int]) -> None:
    _forget(here)
    moment, end = datetime(2027, 12, 31, 20, tzinfo=UTC), datetime(2028, 12, 31, 20, tzinfo=UTC)
    while moment <= end:
        insert(moment)
        moment += timedelta(minutes=20)
    for zone in ZONES[:3]:
        seen = _dates(here, garages[zone])
        # The walk begins in the evening of 31 December: that day's night was due since 01:00 and is made up
        # for.
        verdict.equal(
            seen == _days(date(2027, 12, 31), 367), True, f"2028 in {zone}: {len(seen)} nights, each once"
        )


def _change_nights(verdict: Verdict, here: World, insert: Any, garages: dict[str, int]) -> None:
    for day in (date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)):
        _forget(here)
        moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - timedelta(days=1)
        for _minute in range(24 * 60):
            insert(moment)
            moment += timedelta(minutes=1)
        for zone in ZONES[:3]:
            seen = _dates(here, garages[zone])
            verdict.equal(seen, _days(day - timedelta(days=1), 2), f"clock change of {day} in {zone}")


def _set_back(verdict: Verdict, here: World, insert: Any, garages: dict[str, int]) -> None:
    _forget(here)
    moment = datetime(2026, 6, 10, 23, 5, tzinfo=UTC)
    for minutes in (0, 5, -60, -55, -10, 0, 10):
        insert(moment + timedelta(minutes=minutes))
    seen = _dates(here, garages["Europe/Brussels"])
    verdict.equal(
        seen, ["2026-06-10", "2026-06-11"], "server's clock set back an hour after 01:00 local time"
    )


def _at_midnight(verdict: Verdict, here: World, insert: Any, garages: dict[str, int]) -> None:
    _forget(here)
    # 22:00 UTC in summer is midnight in Brussels: the new day has begun, its night at 01:00 has not.
    insert(datetime(2026, 7, 14, 22, 0, tzinfo=UTC))
    verdict.equal(_dates(here, garages["Europe/Brussels"]), ["2026-07-14"], "at the garage's midnight")
    insert(datetime(2026, 7, 14, 22, 59, 59, tzinfo=UTC))
    verdict.equal(_dates(here, garages["Europe/Brussels"]), ["2026-07-14"], "one second before 01:00")
    insert(datetime(2026, 7, 14, 23, 0, tzinfo=UTC))
    verdict.equal(_dates(here, garages["Europe/Brussels"]), ["2026-07-14", "2026-07-15"], "at 01:00")
