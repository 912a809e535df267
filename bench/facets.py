"""All numbers beside the choices of the stock list against one count(*) of the same garage of 50,000.

The product's statement as a page sends it: the tabs, the Car-Pass tiles, and the choices of a chip that
somebody has opened. The peer counts the vehicles in stock and nothing else. Both under row security.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from statistics import median

from bench.figures import Figure
from bench.stock_data import stock_data
from bench.stock_queries import alternately, counts, rounds, statement_of
from garageflow.tenancy.active import garage_active
from stock.criteria import CHOICES, CRITERIA, YES_NO
from stock.models import Listing

TARGET = 2.5


def measure() -> Iterator[Figure]:
    with garage_active(stock_data().largest):
        one = statement_of(Listing.objects.in_stock().count)
        opened = {f"with {c.name} opened": f"open={c.name}" for c in CRITERIA if c.kind in (CHOICES, YES_NO)}
        for what, query in {"tabs and tiles": "", **opened}.items():
            if query == "open=model":
                query = "make=volkswagen&open=model"
            every = statement_of(partial(counts, query))
            groups = len(every.run())
            times = alternately({"every": every.run, "one": one.run}, rounds(40))
            ours, count = median(times["every"]), median(times["one"])
            note = f"{ours:.2f} / {count:.2f} ms, {groups} groups of {one.run()[0][0]:,} vehicles"
            yield Figure(what, ours / count, "<=", TARGET, note)
