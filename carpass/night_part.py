"""What the owner's page of a night says of odometer reports."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from carpass.counters import reports_to_solve
from carpass.models import OdometerReport
from carpass.models.report import OdometerReportQuerySet
from carpass.states import State
from garageflow.tenancy.http import GarageRequest, MemberRequest
from garageflow.ui.counters import count_of
from garageflow.ui.nights import NightPart, night_of
from garageflow.ui.parts import Tile


def sent(request: GarageRequest) -> OdometerReportQuerySet:
    return OdometerReport.objects.filter(sent_at__range=night_of(request).period)


def accepted(request: GarageRequest) -> OdometerReportQuerySet:
    return OdometerReport.objects.filter(state=State.OK, settled_at__range=night_of(request).period)


def waiting(request: GarageRequest) -> OdometerReportQuerySet:
    return OdometerReport.objects.filter(state__in=(State.QUEUED, State.SENT, State.WAITING))


COUNTERS = (sent, accepted, reports_to_solve, waiting)
_TILES = (
    (sent, gettext_lazy("sent"), "", "ok"),
    (accepted, gettext_lazy("accepted by Car-Pass"), "done", "ok"),
    (reports_to_solve, gettext_lazy("refused: you decide"), "to_solve", "now"),
    (waiting, gettext_lazy("wait for an answer"), "under_way", "busy"),
)


def night_part(request: MemberRequest) -> NightPart:
    url = reverse("carpass:report-list")
    counts = [count_of(request, counter) for counter in COUNTERS]
    refused = counts[2]
    words = ngettext(
        "%(count)s odometer report waits for somebody: Car-Pass or the check found something.",
        "%(count)s odometer reports wait for somebody: Car-Pass or the check found something.",
        refused,
    ) % {"count": refused}
    return NightPart(
        title=_("Reports to Car-Pass"),
        words=words if refused else _("Car-Pass has refused nothing."),
        tone="now" if refused else "ok",
        url=url,
        tiles=[
            Tile(str(label), number, f"{url}?state={state}" if state else url, tone if number else "none")
            for number, (_counter, label, state, tone) in zip(counts, _TILES, strict=True)
        ],
    )
