"""What the simulator thinks of a reading, by its own register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from carpass.simulator.register import KnownReading

MOST_KM_A_DAY = 1000
_ROUNDED_FROM = 10_000


@dataclass(frozen=True, slots=True)
class Verdict:
    code: str
    message: str
    previous: KnownReading | None = None


def judge(
    km: int, observed_on: date, known: Sequence[KnownReading], *, odometer_works: bool
) -> list[Verdict]:
    """Everything that speaks against it; nothing: it is accepted. `known` is in order of date."""
    before = [reading for reading in known if reading.read_on <= observed_on]
    after = [reading for reading in known if reading.read_on > observed_on]
    verdicts = []
    if before and not odometer_works:
        verdicts += _against_previous(km, observed_on, before[-1])
    if after and km > after[0].km and not odometer_works:
        words = _("Higher than the later reading of %(km)s km on %(date)s.") % _facts(after[0])
        verdicts.append(Verdict("LOWER", words, after[0]))
    if km >= _ROUNDED_FROM and km % 1000 == 0 and all(reading.km != km for reading in known):
        verdicts.append(Verdict("ROUNDED", _("The reading is a round number.")))
    return verdicts


def contradicting(km: int, observed_on: date, known: Sequence[KnownReading]) -> int:
    """How many readings of the register say the opposite."""
    earlier = sum(reading.km > km for reading in known if reading.read_on <= observed_on)
    later = sum(reading.km < km for reading in known if reading.read_on > observed_on)
    return earlier + later


def _against_previous(km: int, observed_on: date, previous: KnownReading) -> list[Verdict]:
    if km < previous.km:
        words = _("Lower than the previous reading of %(km)s km on %(date)s.") % _facts(previous)
        return [Verdict("LOWER", words, previous)]
    days = max(1, (observed_on - previous.read_on).days)
    if km - previous.km > MOST_KM_A_DAY * days:
        words = _("More than 1000 km a day since the previous reading of %(km)s km on %(date)s.")
        return [Verdict("TOO_HIGH", words % _facts(previous), previous)]
    return []


def _facts(reading: KnownReading) -> dict[str, object]:
    return {"km": reading.km, "date": reading.read_on.strftime("%d/%m/%Y")}
