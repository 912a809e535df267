"""The technical history of a car, as every owner of it may read it: nothing in it names a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from autopaspoort.models import AutocheckItem, ExpectedWork
from garageflow.ui.templatetags.ui import km as in_km
from garageflow.vehicles.models import Vehicle

_SHOWN = 15


@dataclass(frozen=True, slots=True)
class Step:
    on: date
    tone: str
    title: str
    detail: str = ""


def history_of(vehicle: Vehicle) -> list[Step]:
    """Newest first: readings, autochecks, work that was done."""
    readings = vehicle.odometer_readings.newest_first()[:_SHOWN]
    steps = [Step(row.read_on, "none", in_km(row.km), _("Odometer")) for row in readings]
    steps += _checks(vehicle)
    done = vehicle.expected_work.filter(state=ExpectedWork.State.DONE).order_by("-done_on")[:_SHOWN]
    steps += [
        Step(work.done_on, "ok", work.get_kind_display(), work.note)
        for work in done
        if work.done_on is not None
    ]
    return sorted(steps, key=lambda step: step.on, reverse=True)[:_SHOWN]


def _checks(vehicle: Vehicle) -> list[Step]:
    steps = []
    for check in vehicle.autochecks.newest_first().prefetch_related("items")[:_SHOWN]:
        bad = [item.result for item in check.items.all() if item.result in ("red", "amber")]
        words = (
            ngettext("%(count)s point for attention", "%(count)s points for attention", len(bad))
            % {"count": len(bad)}
            if bad
            else _("everything in order")
        )
        tone = "now" if AutocheckItem.Result.RED in bad else "soon" if bad else "ok"
        steps.append(Step(check.published_at.date(), tone, "Autocheck", words))
    return steps
