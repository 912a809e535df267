"""What the sidebar and the home screen count: one statement for all, each number once a request.

A counter is a function that says which rows: `rows(request) -> QuerySet`. It stands in a NavItemSpec, in a
registration of the home screen, or is asked for by a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Count, QuerySet, Subquery
from django.db.models.functions import Coalesce

from garageflow.tenancy.http import GarageRequest
from garageflow.tenancy.models import Garage

Counter = Callable[[Any], QuerySet[Any]]


def count(request: GarageRequest, counters: Iterable[Counter]) -> dict[Counter, int]:
    """All of them, and what was counted before in this request."""
    known: dict[Counter, int] = request.__dict__.setdefault("counted", {})
    missing = [counter for counter in dict.fromkeys(counters) if counter not in known]
    if missing:
        asked = Garage.objects.filter(pk=request.garage.pk)
        numbers = asked.values_list(*(number_of(counter(request)) for counter in missing)).get()
        known.update(zip(missing, numbers, strict=True))
    return known


def count_of(request: GarageRequest, counter: Counter) -> int:
    return count(request, [counter])[counter]


def number_of(rows: QuerySet[Any]) -> Coalesce:
    """For values_list() of the garage: a sub-select that counts."""
    counted = rows.order_by().values("garage").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)
