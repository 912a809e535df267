"""Charts of car sharing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from carshare.domain.fleet import Trip
from carshare.models import SignUpDraft
from garageflow.tenancy.active import active_garage
from garageflow.ui.charts import BarChart, Series
from garageflow.ui.templatetags.ui import number

Step = SignUpDraft.Step


@dataclass(frozen=True, slots=True)
class FunnelRow:
    label: str
    reached: int
    left: int
    share: str


def funnel(drafts: Iterable[tuple[str, bool]], validated: int) -> list[FunnelRow]:
    """How many came as far as each step, and how many stopped there. Steps that an organisation leaves out
    count as passed. `drafts`: the furthest step and whether it was submitted."""
    order = list(Step)
    reached = dict.fromkeys(order, 0)
    submitted = 0
    for furthest, is_submitted in drafts:
        last = len(order) - 1 if is_submitted else min(order.index(Step(furthest)) + 1, len(order) - 1)
        for step in order[: last + 1]:
            reached[step] += 1
        submitted += is_submitted
    counts = [(str(step.label), reached[step]) for step in order]
    counts += [(_("Finished"), submitted), (_("Address validated"), validated)]
    first = counts[0][1]
    following = [*(count for _label, count in counts[1:]), counts[-1][1]]
    return [
        FunnelRow(label, count, max(count - after, 0), f"{round(100 * count / first)} %" if first else "–")
        for (label, count), after in zip(counts, following, strict=True)
    ]


def funnel_chart(rows: list[FunnelRow]) -> BarChart:
    return BarChart(
        title=_("Sign-ups by the step they reached"),
        labels=[str(number) for number in range(1, len(rows) + 1)],
        series=[Series(_("People"), [row.reached for row in rows])],
        heading=_("Step"),
    )


def km_chart(trips: Iterable[Trip], since: date, until: date) -> BarChart:
    garage = active_garage()
    days = [since + timedelta(days=place) for place in range((until - since).days + 1)]
    km = dict.fromkeys(days, 0)
    for trip in trips:
        if trip.returned_at is not None and (day := garage.today(trip.returned_at)) in km:
            km[day] += trip.km
    return BarChart(
        title=_("Kilometres a day"),
        labels=[date_format(day, "j M") for day in days],
        series=[Series("km", [km[day] for day in days])],
        heading=_("Day"),
        written=lambda value: number(round(value)),
    )
