"""What people call the findings of a report: one line that says it, one that helps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from carpass import checks
from carpass.states import State
from garageflow.ui.templatetags.ui import day, km
from garageflow.vehicles import odometer_causes as causes
from garageflow.vehicles.models import CarPassExclusion
from garageflow.vehicles.odometer_rules import LOWER, TOO_HIGH
from garageflow.vehicles.vin import VIN_CHARS, VIN_INVALID, VIN_SHORT

STATE_TONES = {
    State.DRAFT: "none",
    State.BLOCKED: "now",
    State.READY: "soon",
    State.DEFERRED: "soon",
    State.QUEUED: "busy",
    State.SENT: "busy",
    State.WAITING: "busy",
    State.ANOMALY: "now",
    State.REJECTED: "now",
    State.ERROR: "now",
    State.OK: "ok",
    State.FORM_REQUIRED: "now",
    State.FORM_PRINTED: "soon",
    State.FORM_SENT: "busy",
    State.CLOSED_MANUAL: "ok",
    State.CANCELLED: "none",
}
CAUSES: dict[str, str | Promise] = {
    causes.DIGIT_TOO_MANY: _lazy("a digit too many"),
    causes.DIGIT_TOO_FEW: _lazy("a digit too few"),
    causes.DIGITS_SWAPPED: _lazy("two digits swapped"),
    causes.COPY: _lazy("copy of an older reading"),
    causes.MILES: _lazy("miles instead of kilometres"),
    causes.TRIP_METER: _lazy("the trip meter instead of the odometer"),
}
# Short, for a filter and for a line of a list.
NAMES: dict[str, str | Promise] = {
    checks.DATE_FUTURE: _lazy("Date in the future"),
    checks.ODO_INVALID: _lazy("No usable reading"),
    VIN_INVALID: _lazy("VIN not usable"),
    checks.NOT_REPORTABLE: _lazy("Needs no report"),
    checks.NO_ACCOUNT: _lazy("No Car-Pass account"),
    checks.WORKS_INCOMPLETE: _lazy("Works on the odometer not complete"),
    LOWER: _lazy("Lower than another reading"),
    TOO_HIGH: _lazy("Too many kilometres a day"),
    checks.DUPLICATE_TODAY: _lazy("Same data reported today already"),
    checks.DATE_TOO_OLD: _lazy("Date too far in the past"),
    checks.ROUNDED: _lazy("Rounded reading"),
    VIN_CHARS: _lazy("VIN with I, O or Q"),
    checks.LATE: _lazy("Late"),
    VIN_SHORT: _lazy("Short VIN"),
    checks.WORKS_MISSING: _lazy("No description of the works"),
}
_SUSPECTS: dict[str, str | Promise] = {
    "this": _lazy("The reading typed here is probably wrong"),
    "previous": _lazy("The reading before is probably wrong, not this one"),
    "next": _lazy("The reading after is probably wrong, not this one"),
    "either": _lazy("One of two readings is wrong"),
}


class Words(NamedTuple):
    title: str
    text: str


def finding_words(code: str, params: Mapping[str, Any], suspect: str, against: str) -> Words:
    """A code that is only known at Car-Pass has no words of ours."""
    if code in (LOWER, TOO_HIGH) and "km" in params:
        return _disagreement(code, params, suspect, against)
    say = _WORDS.get(code)
    return Words(name_of(code), say(params) if say else "")


def name_of(code: str) -> str:
    return str(NAMES.get(code, code))


def cause_words(params: Mapping[str, Any]) -> list[str]:
    return [str(CAUSES[cause]) for cause in params.get("causes", ()) if cause in CAUSES]


def _disagreement(code: str, params: Mapping[str, Any], suspect: str, against: str) -> Words:
    facts = {"km": km(params["km"]), "day": day(date.fromisoformat(params["on"]))}
    if code == LOWER and against == "next":
        text = _("Higher than the later reading of %(km)s on %(day)s.")
    elif code == LOWER:
        text = _("Lower than the reading of %(km)s on %(day)s.")
    elif against == "next":
        text = _("From here to the reading of %(km)s on %(day)s it would be more than 1000 km a day.")
    else:
        text = _("More than 1000 km a day since the reading of %(km)s on %(day)s.")
    return Words(str(_SUSPECTS.get(suspect, NAMES[code])), text % facts)


def _late(params: Mapping[str, Any]) -> str:
    days = int(params.get("days", 0))
    text = ngettext(
        "%(count)s day ago: late, but better late than never.",
        "%(count)s days ago: late, but better late than never.",
        days,
    )
    return text % {"count": days}


def _too_old(params: Mapping[str, Any]) -> str:
    days = int(params.get("days", 0))
    return _("%(count)s days ago: more than five. Check the date.") % {"count": days}


def _invalid(params: Mapping[str, Any]) -> str:
    if params.get("why") == "zero":
        return _("The odometer showed more before. 0 is only possible after works on the odometer.")
    if params.get("why") == "empty":
        return _("Fill in what the odometer shows.")
    return _("A whole number of at most seven digits.")


def _account(params: Mapping[str, Any]) -> str:
    reasons = {
        "disabled": _("The Car-Pass account of this shop is switched off."),
        "vat_number": _("The VAT number of the Car-Pass account is not right."),
    }
    return (
        reasons.get(str(params.get("why")), _("This shop has no Car-Pass account yet."))
        + " "
        + _("The report can be kept and sent later.")
    )


def _excluded(params: Mapping[str, Any]) -> str:
    why = params.get("why", "")
    known = CarPassExclusion(why).label if why in CarPassExclusion.values else why
    return _("Belgian law asks for no report: %(why)s.") % {"why": known}


def _chars(params: Mapping[str, Any]) -> str:
    return _("I, O and Q stand in no VIN. Look at the car: is it %(vin)s?") % {
        "vin": params.get("suggestion", "")
    }


def _short(params: Mapping[str, Any]) -> str:
    count = int(params.get("length", 0))
    return _("%(count)s characters instead of 17. Right for an old car only.") % {"count": count}


def _fixed(text: str | Promise) -> Callable[[Mapping[str, Any]], str]:
    return lambda _params: str(format_lazy("{}", text))


_WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    checks.DATE_FUTURE: _fixed(_lazy("Works cannot be reported before they are done.")),
    checks.ODO_INVALID: _invalid,
    VIN_INVALID: _fixed(_lazy("A VIN has 4 to 17 letters and digits.")),
    checks.NOT_REPORTABLE: _excluded,
    checks.NO_ACCOUNT: _account,
    checks.WORKS_INCOMPLETE: _fixed(
        _lazy("Say what the odometer showed before the works, and why they were done.")
    ),
    checks.DUPLICATE_TODAY: _fixed(
        _lazy("VIN, reading and date were sent today already. Twice is rarely meant.")
    ),
    checks.DATE_TOO_OLD: _too_old,
    checks.ROUNDED: _fixed(_lazy("Whole thousands are rare: was it read, or guessed?")),
    VIN_CHARS: _chars,
    checks.LATE: _late,
    VIN_SHORT: _short,
    checks.WORKS_MISSING: _fixed(
        _lazy("Since 2024 a report says what was done. Tick it, or write it in a few words.")
    ),
}
