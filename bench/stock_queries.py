"""What the stock list asks the database: for every criterion and every order, as the page does it.

`statement_of` keeps what a page of the product sends, so that a benchmark can send exactly that again
without the Python around it; `garage_named` turns it into what a person would write without row security.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.http import QueryDict

from bench.stock_data import TODAY
from garageflow.tenancy.models import Garage, Member, Shop
from garageflow.ui.keyset import Page, keyset_page
from stock.counts import StockCounts
from stock.criteria import shown_criteria
from stock.filters import Day, StockFilter
from stock.sorting import SORTS, order_of

# As a garage has it that changed nothing.
DAY = Day(TODAY, 14)
SIZE = 50
FEATURES = ("stock", "car_pass")


def rounds(usual: int) -> int:
    """BENCH_ROUNDS asks for fewer: tests do."""
    return int(os.environ.get("BENCH_ROUNDS", usual))


def filters() -> dict[str, str]:
    """Every criterion of the list by itself, with values as people choose them. A garage is active."""
    shop = Shop.objects.order_by("pk")[1].pk
    seller = Member.objects.get(name="Seller").pk
    return {
        "nothing asked": "",
        "car_pass, one": "car_pass=expired",
        "car_pass, several": "car_pass=expired&car_pass=missing&car_pass=expiring",
        "make": "make=volkswagen",
        "model": "make=volkswagen&model=golf",
        "fuel": "fuel=diesel&fuel=lpg",
        "gearbox": "gearbox=automatic",
        "body": "body=suv",
        "price": "price_from=10000&price_until=15000",
        "km": "km_until=30000",
        "registered": "registered_from=2024-01-01",
        "days": "days_from=300",
        "shop": f"shop={shop}",
        "status": "status=for_sale",
        "status, delivered": "status=delivered",
        "vat": "vat=deductible",
        "photos": "photos=no",
        "plate": "plate=no",
        "reserved_by": f"reserved_by={seller}",
        "several together": "car_pass=expired&make=renault&fuel=petrol&price_until=20000",
        "q, frequent": "q=golf",
        "q, rare": "q=tesla+edition+17+wvwzzz0",
    }


def sorts() -> dict[str, str]:
    return {f"sorted by {name}": f"sort={name}" for name in SORTS}


def asked(query: str) -> tuple[QueryDict, StockFilter]:
    params = QueryDict(f"{query}&size={SIZE}")
    return params, StockFilter(params, day=DAY)


def rows(query: str) -> Page:
    """The page of rows, as stock.views.listing_list asks for it."""
    params, wanted = asked(query)
    return keyset_page(wanted.listings().with_row_parts(), params, order=order_of(params))


def counts(query: str) -> StockCounts:
    """With every number beside tabs, tiles and the choices of the opened chips asked for."""
    params, wanted = asked(query)
    shown = shown_criteria(params, FEATURES)
    counted = StockCounts(wanted, shown)
    for criterion in shown:
        counted.choices_of(criterion)
    _ = counted.found, counted.total
    return counted


@dataclass(frozen=True, slots=True)
class Statement:
    sql: str
    params: Sequence[Any]

    def run(self, alias: str = "default") -> list[tuple[Any, ...]]:
        with connections[alias].cursor() as cursor:
            cursor.execute(self.sql, self.params)
            return list(cursor.fetchall())

    def garage_named(self, garage: Garage) -> Statement:
        """The same for a login that row security does not bind."""
        named = rf'\1.garage_id = {garage.pk} AND \1."place" \2'
        text, found = re.subn(r'("?\b(?:stock_listing|U\d)\b"?)\."place" (=|IN)', named, self.sql)
        assert found, self.sql
        return Statement(text, self.params)


def statement_of(ask: Callable[[], object]) -> Statement:
    """The one statement that `ask` sends. A garage is active."""
    sent: list[Statement] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(Statement(sql, params))
        return execute(sql, params, many, context)

    with connections["default"].execute_wrapper(keep):
        ask()
    [statement] = sent
    return statement


def alternately(
    asks: dict[str, Callable[[], object]], times: int, before: Callable[[str], None] | None = None
) -> dict[str, list[float]]:
    """Milliseconds of each, in turn, so that what slows the machine down slows all sides.

    `before` is called with the side's name, outside the clock.
    """
    found: dict[str, list[float]] = {name: [] for name in asks}
    for number in range(times + 2):
        for name in list(asks) if number % 2 else list(reversed(asks)):
            if before is not None:
                before(name)
            began = time.perf_counter()
            asks[name]()
            # The first two rounds fill caches.
            if number >= 2:
                found[name].append((time.perf_counter() - began) * 1000)
    return found


def p95(times: Sequence[float]) -> float:
    return sorted(times)[min(len(times) - 1, round(len(times) * 0.95))]
