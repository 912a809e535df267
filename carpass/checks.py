"""What is checked before a report is sent (spec 20, section 4), wherever: form, list, import, simulator.

No database and no clock: who calls brings the day, the history and what is known of the account. All findings
come together, so that nobody puts a report right one error at a time.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from garageflow.vehicles.odometer_rules import LOWER, TOO_HIGH, Reading, find_disagreements
from garageflow.vehicles.odometer_rules import Finding as Disagreement
from garageflow.vehicles.vin import VIN_CHARS, VIN_INVALID, VIN_SHORT, read_vin

DATE_FUTURE = "DATE_FUTURE"
ODO_INVALID = "ODO_INVALID"
NOT_REPORTABLE = "NOT_REPORTABLE"
NO_ACCOUNT = "NO_ACCOUNT"
WORKS_INCOMPLETE = "WORKS_INCOMPLETE"
DUPLICATE_TODAY = "DUPLICATE_TODAY"
DATE_TOO_OLD = "DATE_TOO_OLD"
ROUNDED = "ROUNDED"
LATE = "LATE"
WORKS_MISSING = "WORKS_MISSING"

REFUSE, ANOMALY, WARNING = "refuse", "anomaly", "warning"
LEVELS = {
    DATE_FUTURE: REFUSE,
    ODO_INVALID: REFUSE,
    VIN_INVALID: REFUSE,
    NOT_REPORTABLE: REFUSE,
    NO_ACCOUNT: REFUSE,
    WORKS_INCOMPLETE: REFUSE,
    LOWER: ANOMALY,
    TOO_HIGH: ANOMALY,
    DUPLICATE_TODAY: ANOMALY,
    DATE_TOO_OLD: ANOMALY,
    ROUNDED: ANOMALY,
    VIN_CHARS: ANOMALY,
    LATE: WARNING,
    VIN_SHORT: WARNING,
    WORKS_MISSING: WARNING,
}

MAX_KM = 9_999_999
MAX_DAYS_LATE = 5
_ROUND, _ROUND_FROM = 1000, 10_000
_LOOKS_LIKE = str.maketrans("IOQ", "100")

PREVIOUS, NEXT, THIS, EITHER = "previous", "next", "this", "either"


@dataclasses.dataclass(frozen=True, slots=True)
class Claimed:
    """What somebody is about to report. `km` is None when empty, and anything else as it was typed."""

    vin: str
    km: int | Decimal | None
    work_date: date
    odometer_works: bool = False
    km_before: int | None = None
    odometer_works_reason: str = ""
    has_works: bool = True

    @property
    def whole_km(self) -> int | None:
        """None when it is not a reading at all."""
        if self.km is None or self.km % 1 or not 0 <= self.km <= MAX_KM:
            return None
        return int(self.km)


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """What is known around it. `history`: the active readings of the vehicle's epoch, without this one,
    in the order in which they were made."""

    today: date
    history: Sequence[Reading] = ()
    # Why this vehicle is not reported, and why the account cannot be used; empty when all is well.
    exclusion: str = ""
    account_problem: str = ""
    is_sent_today: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    code: str
    field: str = ""
    against: str = ""
    suspect: str = ""
    params: dict[str, Any] = dataclasses.field(default_factory=dict)
    # Of the data that were judged: a confirmation holds for these and no others.
    basis: str = ""

    @property
    def level(self) -> str:
        return LEVELS[self.code]

    @property
    def is_refusal(self) -> bool:
        return self.level == REFUSE


def check(claimed: Claimed, known: Known) -> list[Finding]:
    """Everything that is to be said about it, refusals first."""
    found = [
        *_of_date(claimed, known),
        *_of_vin(claimed),
        *_of_km(claimed, known),
        *_of_works(claimed),
        *_of_surroundings(claimed, known),
    ]
    order = [REFUSE, ANOMALY, WARNING]
    return sorted(found, key=lambda finding: order.index(finding.level))


def _of_date(claimed: Claimed, known: Known) -> Iterator[Finding]:
    days = (known.today - claimed.work_date).days
    basis = claimed.work_date.isoformat()
    if days < 0:
        yield Finding(DATE_FUTURE, "work_date", basis=basis)
    elif days > MAX_DAYS_LATE:
        yield Finding(DATE_TOO_OLD, "work_date", params={"days": days}, basis=basis)
    elif days > 0:
        # At once, while the vehicle is still in the workshop: since 1 March 2019
        # (car-pass.be/nl/professioneel, seen 2026-11-21).
        yield Finding(LATE, "work_date", params={"days": days}, basis=basis)


def _of_vin(claimed: Claimed) -> Iterator[Finding]:
    vin = read_vin(claimed.vin)
    if vin.finding is None:
        return
    params: dict[str, Any] = {}
    if vin.finding == VIN_CHARS:
        params["suggestion"] = suggested_vin(vin.normalised)
    if vin.finding == VIN_SHORT:
        params["length"] = len(vin.normalised)
    yield Finding(vin.finding, "vin", params=params, basis=vin.normalised)


def suggested_vin(vin: str) -> str:
    """I, O and Q look like 1, 0 and 0. Never changed by itself: a person must look at the car."""
    return vin.translate(_LOOKS_LIKE)


def _of_km(claimed: Claimed, known: Known) -> Iterator[Finding]:
    km = claimed.whole_km
    if km is None:
        yield Finding(ODO_INVALID, "km", params={"why": "empty" if claimed.km is None else "format"})
        return
    if km == 0 and not claimed.odometer_works and _is_after_more(claimed, known):
        yield Finding(ODO_INVALID, "km", params={"why": "zero"}, basis="0")
        return
    if km >= _ROUND_FROM and km % _ROUND == 0:
        yield Finding(ROUNDED, "km", basis=str(km))
    yield from _of_neighbours(claimed, km, known.history)


def _is_after_more(claimed: Claimed, known: Known) -> bool:
    return any(reading.km > 0 and _day(reading) <= claimed.work_date for reading in known.history)


def _of_neighbours(claimed: Claimed, km: int, history: Sequence[Reading]) -> Iterator[Finding]:
    """LOWER and TOO_HIGH, with the reading that is thought wrong (garageflow/vehicles/odometer_rules.py)."""
    place = sum(_day(reading) <= claimed.work_date for reading in history)
    epoch = history[0].epoch if history else 1
    readings = [*history[:place], Reading(claimed.work_date, km, epoch), *history[place:]]
    # On each side the nearest one that disagrees: it stands for those behind it.
    nearest: dict[tuple[str, str], tuple[int, Disagreement]] = {}
    for found in find_disagreements(readings):
        if place not in (found.earlier, found.later) or (claimed.odometer_works and found.code == LOWER):
            continue
        other = found.earlier if found.later == place else found.later
        key = (found.code, PREVIOUS if other < place else NEXT)
        if key not in nearest or abs(other - place) < abs(nearest[key][0] - place):
            nearest[key] = (other, found)
    for (code, against), (other, found) in nearest.items():
        neighbour = readings[other]
        yield Finding(
            code=code,
            field="km",
            against=against,
            suspect={None: EITHER, place: THIS}.get(found.suspect, against),
            params={
                "km": int(neighbour.km),
                "on": _day(neighbour).isoformat(),
                "causes": list(found.causes),
            },
            basis=f"{claimed.work_date} {km} / {_day(neighbour)} {neighbour.km}",
        )


def _of_works(claimed: Claimed) -> Iterator[Finding]:
    if claimed.odometer_works and (claimed.km_before is None or not claimed.odometer_works_reason.strip()):
        name = "km_before" if claimed.km_before is None else "odometer_works_reason"
        yield Finding(WORKS_INCOMPLETE, name)
    if not claimed.has_works:
        # Asked for since 1 January 2024 (car-pass.be/en/faq, seen 2026-11-21).
        yield Finding(WORKS_MISSING, "works")


def _of_surroundings(claimed: Claimed, known: Known) -> Iterator[Finding]:
    if known.exclusion:
        yield Finding(NOT_REPORTABLE, params={"why": known.exclusion}, basis=known.exclusion)
    if known.account_problem:
        yield Finding(NO_ACCOUNT, params={"why": known.account_problem}, basis=known.account_problem)
    if known.is_sent_today:
        yield Finding(
            DUPLICATE_TODAY,
            "km",
            basis=f"{read_vin(claimed.vin).normalised} {claimed.km} {claimed.work_date}",
        )


def _day(reading: Reading) -> date:
    return date.fromordinal(reading.at.toordinal())
