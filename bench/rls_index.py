"""Every filter and every order of the stock list under row security, against the same statement without it.

Both read the page of 50 rows from the garage of 50,000. The product's side is the application's login; the
other is the owner's, whom row security does not bind, with the same statement and the garage named in it.
Statements alone: what Python does around them is the same on both sides and would hide a bad one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from statistics import median

from bench.figures import Figure
from bench.stock_data import stock_data
from bench.stock_queries import alternately, filters, rounds, rows, sorts, statement_of
from garageflow.tenancy.active import garage_active

TARGET = 1.5


def measure() -> Iterator[Figure]:
    garage = stock_data().largest
    with garage_active(garage):
        for what, query in {**filters(), **sorts()}.items():
            statement = statement_of(partial(rows, query))
            named = statement.garage_named(garage)
            found = len(statement.run())
            assert found == len(named.run("owner"))
            times = alternately({"with": statement.run, "without": partial(named.run, "owner")}, rounds(40))
            ours, theirs = median(times["with"]), median(times["without"])
            yield Figure(what, ours / theirs, "<=", TARGET, f"{ours:.2f} / {theirs:.2f} ms, {found} rows")
