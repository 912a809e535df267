"""The week of a workshop: who does what on which day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from garageflow.tenancy.models import Member
from garageflow.workshop.domain.orders import mechanics
from garageflow.workshop.models import WorkOrder
from garageflow.workshop.rows import OrderRow, order_row

_DAYS = 7
_WORKING_DAYS = 6


@dataclass(frozen=True, slots=True)
class Cell:
    day: date
    orders: list[OrderRow]


@dataclass(frozen=True, slots=True)
class Lane:
    """The week of one mechanic, or of what nobody has yet."""

    name: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Week:
    days: list[date]
    # How many orders each day has.
    counts: list[int]
    lanes: list[Lane]

    @property
    def head(self) -> list[tuple[date, int]]:
        return list(zip(self.days, self.counts, strict=True))


def week_of(chosen: date, *, today: date) -> Week:
    """Monday to Saturday; Sunday only if somebody works, or it is the day that was chosen."""
    monday = chosen - timedelta(days=chosen.weekday())
    days = [monday + timedelta(days=number) for number in range(_DAYS)]
    orders = list(
        WorkOrder.objects.filter(planned_on__range=(days[0], days[-1])).with_all_shown().planned_first()
    )
    if not any(order.planned_on == days[-1] for order in orders) and chosen != days[-1]:
        days = days[:_WORKING_DAYS]
    cells: dict[tuple[int | None, date], list[OrderRow]] = defaultdict(list)
    for order in orders:
        cells[order.mechanic_id, order.planned_on].append(order_row(order, today))
    people = _people(orders)
    lanes = [(None, _("Nobody yet")), *((member.pk, member.name) for member in people)]
    return Week(
        days=days,
        counts=[sum(order.planned_on == day for order in orders) for day in days],
        lanes=[
            Lane(name, [Cell(day, cells.get((key, day), [])) for day in days])
            for key, name in lanes
            if key is not None or any(order.mechanic_id is None for order in orders)
        ],
    )


def _people(orders: list[WorkOrder]) -> list[Member]:
    """The mechanics of today, and whoever did something in that week."""
    known = {member.pk: member for member in mechanics()}
    for order in orders:
        if order.mechanic is not None:
            known.setdefault(order.mechanic.pk, order.mechanic)
    return sorted(known.values(), key=lambda member: (member.name, member.pk))
