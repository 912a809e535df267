"""The page of 50 rows nine tenths down the list (45,000 of 50,000) against the first one, in every order.

Both are the product's statement under row security. There are no page numbers in the product: a page is
found by the position of the row before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from statistics import median

from bench.figures import Figure
from bench.stock_data import Size, stock_data
from bench.stock_queries import alternately, rounds, rows, sorts, statement_of
from garageflow.tenancy.active import garage_active
from garageflow.ui.keyset import position_of
from stock.models import Listing
from stock.sorting import SORTS

TARGET = 4


def measure() -> Iterator[Figure]:
    depth = Size.asked().largest * 9 // 10
    with garage_active(stock_data().largest):
        for what, query in sorts().items():
            order = SORTS[query.removeprefix("sort=")]
            before = Listing.objects.in_stock().order_by(*order)[depth]
            first = statement_of(partial(rows, query))
            deep = statement_of(partial(rows, f"{query}&after={position_of(before, order)}"))
            found = len(deep.run())
            times = alternately({"first": first.run, "deep": deep.run}, rounds(40))
            ratio = median(times["deep"]) / median(times["first"])
            note = f"{median(times['deep']):.2f} / {median(times['first']):.2f} ms, {found} rows at {depth:,}"
            yield Figure(what, ratio, "<=", TARGET, note)
