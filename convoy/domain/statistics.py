"""Figures of the last twelve months for the dispatcher."""

from __future__ import annotations

from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Avg, Count, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from convoy.models import Mission, Quote
from garageflow.ui.charts import BarChart, Series
from garageflow.ui.parts import Stat
from garageflow.ui.templatetags.ui import money, number

_MONTHS = 12
_BEST = 8


def statistics(today: date) -> dict[str, Any]:
    first = today.replace(day=1) - relativedelta(months=_MONTHS - 1)
    missions = Mission.objects.filter(starts_on__gte=first)
    totals = missions.aggregate(
        count=Count("pk"),
        km=Sum("trip__distance_km", filter=Q(state__in=("certified", "closed"))),
        price=Avg("quote__total_amount"),
        ended=Count("pk", filter=Q(state__in=("certified", "closed"))),
        void=Count(
            "pk", filter=Q(state__in=("empty_run", "aborted", "cancelled_by_client", "cancelled_by_driver"))
        ),
        rating=Avg("rating"),
    )
    quotes = Quote.objects.filter(submitted_at__date__gte=first).aggregate(
        count=Count("pk"), accepted=Count("pk", filter=Q(state="accepted"))
    )
    return {
        "chart": _by_month(missions, first),
        "stats": [
            Stat(_("Missions"), number(totals["count"])),
            Stat(_("Certified"), number(totals["ended"])),
            Stat(_("Ended early"), number(totals["void"])),
            Stat(_("Kilometres (estimated)"), number(totals["km"] or 0)),
            Stat(_("Average price"), money(round(totals["price"] or 0), 0)),
            Stat(
                _("Quotes"),
                number(quotes["count"]),
                hint=_("%(count)s accepted") % {"count": quotes["accepted"]},
            ),
            Stat(_("Average rating"), number(totals["rating"], 1) if totals["rating"] else "–"),
        ],
        "drivers": _best_drivers(first),
    }


def _by_month(missions: Any, first: date) -> BarChart:
    months = [first + relativedelta(months=place) for place in range(_MONTHS)]
    counts = dict(
        missions.annotate(month=TruncMonth("starts_on")).values_list("month").annotate(count=Count("pk"))
    )
    return BarChart(
        title=_("Missions by month"),
        heading=_("Month"),
        labels=[date_format(month, "M") for month in months],
        series=[Series(_("Missions"), [counts.get(month, 0) for month in months])],
    )


def _best_drivers(first: date) -> list[dict[str, Any]]:
    rows = (
        Mission.objects.filter(starts_on__gte=first)
        .values("driver__number", "driver__name")
        .annotate(count=Count("pk"), rating=Avg("rating"), paid=Sum("quote__total_amount"))
    )
    return [dict(row) for row in rows.order_by("-count", "driver__name")[:_BEST]]
