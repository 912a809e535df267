"""The one way in which a report changes its state."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from carpass.models import OdometerReport, ReportEvent
from carpass.states import Event, end_of
from garageflow.errors import DomainError
from garageflow.tenancy.actor import Actor
from garageflow.vehicles.models import Vehicle


class NotPossibleNow(DomainError):
    """No arrow leads from where the report is: somebody was quicker, or the page is old."""


def lock_report(report: OdometerReport) -> OdometerReport:
    """The row as it is now. Locked before its vehicle, always: else two could wait for each other."""
    return (
        OdometerReport.objects.select_for_update(of=("self",))
        .select_related("vehicle", "shop", "account", "reading", "work_order", "odometer_work")
        .get(pk=report.pk)
    )


def lock_vehicle(vehicle: Vehicle) -> None:
    """Two reports of one vehicle are judged one after the other."""
    Vehicle.objects.select_for_update().get(pk=vehicle.pk)


def move(report: OdometerReport, event: Event, *, by: Actor, **facts: Any) -> None:
    """Take one step of a locked report, and write it down. The caller saves the report.

    Raises NotPossibleNow where carpass/states.py has no arrow.
    """
    end = end_of(report.state, event)
    if end is None:
        raise NotPossibleNow(
            _("This is not possible any more: the report is “%(state)s”.")
            % {"state": report.get_state_display()}
        )
    start, report.state = report.state, end
    note(report, event, start=start, by=by, **facts)


def note(report: OdometerReport, event: str, *, by: Actor, start: str = "", **facts: Any) -> None:
    """Something that happened to a report, with or without a step."""
    ReportEvent.objects.create(
        report=report,
        event=event,
        from_state=start or report.state,
        to_state=report.state,
        member=by.member,
        actor_label=by.label[:200],
        facts=facts,
    )
