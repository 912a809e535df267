from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from autopaspoort.domain.statistics import Month, months_until
from autopaspoort.roles import FLEET_ROLES
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.charts import BarChart, LineChart, Series
from garageflow.ui.parts import Stat
from garageflow.ui.templatetags.ui import money, number


@require_safe
@requires(*FLEET_ROLES)
def statistics(request: MemberRequest) -> HttpResponse:
    months = months_until(request.garage.today(), request.garage.time_zone)
    context = {"stats": _stats(months), "charts": _charts(months)}
    return render(request, "autopaspoort/statistics.html", context)


def _stats(months: list[Month]) -> list[Stat]:
    created, accepted = sum(m.created for m in months), sum(m.accepted for m in months)
    mails, bounced = sum(m.mails for m in months), sum(m.bounced for m in months)
    due, done = sum(m.due for m in months), sum(m.done for m in months)
    return [
        Stat(_("AutoPaspoorten made"), number(created)),
        Stat(_("Accepted"), number(accepted), _share(accepted, created)),
        Stat(_("Mails bounced"), number(bounced), _share(bounced, mails)),
        Stat(_("APK done here"), number(done), _share(done, due)),
        Stat(_("Approved advice"), str(money(sum(m.approved for m in months), 0))),
    ]


def _charts(months: list[Month]) -> list[tuple[str, BarChart | LineChart]]:
    labels = [date_format(month.first, "m/y") for month in months]
    heading = _("Month")
    funnel = BarChart(
        title=_("From made to accepted"),
        heading=heading,
        labels=labels,
        series=[
            Series(_("Created"), [month.created for month in months], "none"),
            Series(_("Offered"), [month.offered for month in months], "busy"),
            Series(_("Accepted"), [month.accepted for month in months], "ok"),
        ],
    )
    inspections = BarChart(
        title=_("Inspections (APK)"),
        heading=heading,
        labels=labels,
        series=[
            Series(_("Reminded"), [month.due for month in months], "soon"),
            Series(_("Done here"), [month.done for month in months], "ok"),
        ],
    )
    advice = BarChart(
        title=_("Value of approved advice"),
        heading=heading,
        labels=labels,
        series=[Series(_("Approved"), [month.approved for month in months])],
        written=lambda cents: str(money(round(cents), 0)),
    )
    bounces = LineChart(
        title=_("Mails that bounced"),
        heading=heading,
        labels=labels,
        series=[Series(_("Bounced"), [month.bounce_rate for month in months])],
        written=lambda share: f"{number(round(share, 1))} %",
    )
    charts: tuple[BarChart | LineChart, ...] = (funnel, inspections, advice, bounces)
    return [(f"chart-{place}", chart) for place, chart in enumerate(charts)]


def _share(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)} %" if whole else ""
