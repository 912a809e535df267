"""How well this garage reports, against the limit of Car-Pass."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carpass.domain.quality import LIMIT, Score, quality
from carpass.report_roles import CONFIRM_ROLES
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.charts import BarChart, LineChart, Series
from garageflow.ui.parts import Stat
from garageflow.ui.templatetags.ui import NBSP, number


@require_safe
@requires(*CONFIRM_ROLES)
def quality_page(request: MemberRequest) -> HttpResponse:
    found = quality(request.garage.today())
    labels = [date_format(month, "M") for month, _score in found.months]
    scores = [score for _month, score in found.months]
    context = {
        "stats": _stats(found.all, sum(found.ages)),
        "rate_chart": LineChart(
            title=_("Readings that caused a discrepancy (%)"),
            heading=_("Month"),
            labels=labels,
            series=[
                Series(_("This garage"), [score.rate * 100 for score in scores]),
                Series(_("Limit of Trusted Provider"), [LIMIT * 100] * len(scores), tone="soon"),
            ],
            written=_two_decimals,
        ),
        "day_chart": BarChart(
            title=_("Sent on the day of the works (%)"),
            heading=_("Month"),
            labels=labels,
            series=[Series(_("Same day"), [score.same_day_rate * 100 for score in scores], tone="ok")],
        ),
        "age_chart": BarChart(
            title=_("Open findings by age (days)"),
            heading=_("Age"),
            labels=["0–1", "2–5", "6–30", "30+"],
            series=[Series(_("Reports"), found.ages, tone="now")],
        ),
        "tables": [
            (_("Shop"), [_row(score) for score in found.shops]),
            (_("Mechanic"), [_row(score) for score in found.mechanics]),
        ],
    }
    return render(request, "carpass/quality.html", context)


def _stats(score: Score, open_findings: int) -> list[Stat]:
    tone = "ok" if score.is_trusted else "now"
    return [
        Stat(_("Caused a discrepancy"), percent(score.rate, 2), _("limit 0.5 %"), tone if score.sent else ""),
        Stat(_("Sent on the day of the works"), percent(score.same_day_rate, 0)),
        Stat(_("Reports in twelve months"), number(score.sent)),
        Stat(_("Open findings"), number(open_findings), tone="now" if open_findings else "ok"),
    ]


def _row(score: Score) -> dict[str, str]:
    return {
        "name": score.name,
        "sent": number(score.sent),
        "rate": percent(score.rate, 2) if score.sent else "–",
        "tone": ("ok" if score.is_trusted else "now") if score.sent else "none",
        "same_day": percent(score.same_day_rate, 0) if score.sent else "–",
    }


def percent(share: float, decimals: int) -> str:
    return f"{number(share * 100, decimals)}{NBSP}%"


def _two_decimals(value: float) -> str:
    return number(value, 2)
