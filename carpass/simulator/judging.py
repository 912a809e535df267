"""What the simulator thinks of a reading: by the rules of GarageFlow, over a register of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from carpass.checks import ANOMALY, Claimed, Finding, Known, check
from carpass.simulator.register import KnownReading
from garageflow.vehicles.odometer_rules import Reading


@dataclass(frozen=True, slots=True)
class Verdict:
    """`refused`: not taken at all. Otherwise it is taken, and a person must look at it."""

    code: str
    message: str
    field: str = ""
    refused: bool = False
    previous_on: str | None = None
    previous_km: int | None = None


def judge(
    vin: str,
    km: int,
    observed_on: date,
    known: Sequence[KnownReading],
    *,
    odometer_works: bool,
    today: date,
) -> list[Verdict]:
    """Everything that speaks against it; nothing: it is accepted. `known` is in order of date."""
    claimed = Claimed(
        vin=vin,
        km=km,
        work_date=observed_on,
        odometer_works=odometer_works,
        # Asked of the sender; here they only say why a reading may be lower.
        km_before=0,
        odometer_works_reason="-",
    )
    history = [Reading(reading.read_on, reading.km) for reading in known]
    findings = check(claimed, Known(today=today, history=history))
    return [_verdict(finding) for finding in findings if finding.is_refusal or finding.level == ANOMALY]


def contradicting(km: int, observed_on: date, known: Sequence[KnownReading]) -> int:
    """How many readings of the register say the opposite."""
    earlier = sum(reading.km > km for reading in known if reading.read_on <= observed_on)
    later = sum(reading.km < km for reading in known if reading.read_on > observed_on)
    return earlier + later


_FIELDS = {"vin": "vin", "km": "odometer", "work_date": "observationDate"}


def _verdict(finding: Finding) -> Verdict:
    return Verdict(
        code=finding.code,
        message=_words(finding),
        field=_FIELDS.get(finding.field, ""),
        refused=finding.is_refusal,
        previous_on=finding.params.get("on"),
        previous_km=finding.params.get("km"),
    )


def _words(finding: Finding) -> str:
    if "on" in finding.params:
        return _words_of_pair(finding) % _facts(finding.params)
    words = {
        "DATE_FUTURE": _("The date lies in the future."),
        "DATE_TOO_OLD": _("The date lies more than 5 days back."),
        "ODO_INVALID": _("This is not an odometer reading."),
        "ROUNDED": _("The reading is a round number."),
        "VIN_CHARS": _("The VIN has an I, an O or a Q in it."),
        "VIN_INVALID": _("This is not a VIN."),
    }
    return words.get(finding.code, finding.code)


def _words_of_pair(finding: Finding) -> str:
    if finding.code == "TOO_HIGH":
        return _("More than 1000 km a day from or to the reading of %(km)s km on %(date)s.")
    if finding.against == "next":
        return _("Higher than the later reading of %(km)s km on %(date)s.")
    return _("Lower than the previous reading of %(km)s km on %(date)s.")


def _facts(params: dict[str, Any]) -> dict[str, object]:
    return {"km": params["km"], "date": date.fromisoformat(params["on"]).strftime("%d/%m/%Y")}
