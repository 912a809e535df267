"""How well a garage reports: the share that caused a discrepancy, what was sent the same day, what lies open.

"Trusted Provider": fewer than 0.5 % of a company's readings caused a discrepancy in a year
(car-pass.be/en/professional, seen 2026-11-21).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, TruncDate, TruncMonth

from carpass.models import OdometerReport, ReportAnomaly
from carpass.states import TO_SOLVE
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.models import Member, Shop

LIMIT = 0.005
_MONTHS = 12
# Days after which an open finding has lain too long: the car is gone long since.
AGES = ((1, 0), (5, 2), (30, 6), (None, 31))


@dataclass(slots=True)
class Score:
    """Of a shop, a mechanic, a month, or all."""

    name: str
    sent: int = 0
    discrepant: int = 0
    same_day: int = 0

    @property
    def rate(self) -> float:
        return self.discrepant / self.sent if self.sent else 0.0

    @property
    def same_day_rate(self) -> float:
        return self.same_day / self.sent if self.sent else 0.0

    @property
    def is_trusted(self) -> bool:
        return self.rate < LIMIT

    def add(self, row: dict[str, Any]) -> None:
        self.sent += row["sent"]
        self.discrepant += row["discrepant"]
        self.same_day += row["same_day"]


@dataclass(frozen=True, slots=True)
class Quality:
    all: Score
    shops: list[Score]
    mechanics: list[Score]
    # By the first day of each of the last twelve months.
    months: list[tuple[date, Score]]
    # Open findings by how many days they lie: up to 1, 2 to 5, 6 to 30, more.
    ages: list[int]


def quality(today: date) -> Quality:
    months = _months(today)
    rows = list(_rows(months[0]))
    shops = {shop.pk: shop.name for shop in Shop.objects.order_by("name")}
    members = {member.pk: member.name for member in Member.objects.order_by("name", "pk")}
    total = Score("")
    for row in rows:
        total.add(row)
    by_month = _scores(rows, lambda row: row["month"], {month: month.isoformat() for month in months})
    return Quality(
        all=total,
        shops=list(_scores(rows, lambda row: row["shop_id"], shops).values()),
        mechanics=[
            score
            for score in _scores(rows, lambda row: row["person"], {0: "–", **members}).values()
            if score.sent
        ],
        months=list(by_month.items()),
        ages=_ages(today),
    )


def _rows(since: date) -> Iterable[Any]:
    """One query: what was sent, by month, shop and who did the work."""
    found = ReportAnomaly.objects.filter(report=OuterRef("pk"), origin=ReportAnomaly.Origin.REMOTE)
    zone = active_garage().zone
    reports = OdometerReport.objects.filter(sent_at__isnull=False, work_date__gte=since).annotate(
        is_discrepant=Exists(found),
        sent_on=TruncDate("queued_at", tzinfo=zone),
        month=TruncMonth("work_date"),
        person=Coalesce(F("work_order__mechanic_id"), F("created_by_id"), Value(0)),
    )
    grouped = reports.values("month", "shop_id", "person").order_by()
    return grouped.annotate(
        sent=Count("pk"),
        discrepant=Count("pk", filter=Q(is_discrepant=True)),
        same_day=Count(Case(When(sent_on=F("work_date"), then=F("pk")))),
    )


def _scores(
    rows: Iterable[dict[str, Any]], key_of: Callable[[dict[str, Any]], Any], names: dict[Any, str]
) -> dict[Any, Score]:
    scores = {key: Score(name) for key, name in names.items()}
    for row in rows:
        key = key_of(row)
        if key in scores:
            scores[key].add(row)
    return scores


def _months(today: date) -> list[date]:
    """The first days of this month and the eleven before it, oldest first."""
    months = [today.replace(day=1)]
    while len(months) < _MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months[::-1]


def _ages(today: date) -> list[int]:
    """Of each report that waits for somebody, the days since its work."""
    days = [
        (today - work_date).days
        for work_date in OdometerReport.objects.filter(state__in=TO_SOLVE).values_list("work_date", flat=True)
    ]
    return [
        sum(least <= max(age, 0) and (most is None or age <= most) for age in days) for most, least in AGES
    ]
