"""What the sidebar and the home screen count: one statement for all, each number once a request.

A counter is a function that says which rows: `rows(request) -> QuerySet`. It stands in a NavItemSpec, in a
registration of the home screen, or is asked for by a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, QuerySet, Subquery
from django.db.models.functions import Coalesce

from garageflow.tenancy.http import GarageRequest

Counter = Callable[[Any], QuerySet[Any]]


def count(request: GarageRequest, counters: Iterable[Counter]) -> dict[Counter, int]:
    """All of them, and what was counted before in this request."""
    known: dict[Counter, int] = request.__dict__.setdefault("counted", {})
    missing = [counter for counter in dict.fromkeys(counters) if counter not in known]
    if missing:
        known.update(zip(missing, _numbers([counter(request) for counter in missing]), strict=True))
    return known


def _numbers(asked: Sequence[QuerySet[Any]]) -> tuple[int, ...]:
    """Written down by hand: as expressions of a query set, Django took twice as long to put them together as
    the database to count, on every page."""
    parts: list[str] = []
    params: list[Any] = []
    for rows in asked:
        try:
            text, values = rows.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            text, values = "SELECT 0 WHERE false", ()
        parts.append(f"(SELECT count(*) FROM ({text}) AS counted)")  # noqa: S608 - made by Django
        params += values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return tuple(cursor.fetchone())


def count_of(request: GarageRequest, counter: Counter) -> int:
    return count(request, [counter])[counter]


def number_of(rows: QuerySet[Any]) -> Coalesce:
    """For values_list() of the garage: a sub-select that counts."""
    counted = rows.order_by().values("garage").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)
