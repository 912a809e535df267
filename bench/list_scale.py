"""The page of 50 rows in a garage of 50,000 vehicles against the same page in a garage of average size.

Every filter and every order, both sides the product's own statement under row security, p95. The counts
beside the choices are not here: they read the whole garage by nature, and `facets` judges them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.db import connection, transaction

from bench.figures import Figure
from bench.stock_data import stock_data
from bench.stock_queries import Statement, alternately, filters, p95, rounds, rows, sorts, statement_of
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage

TARGET, TARGET_OF_TEXT = 3, 25


def measure() -> Iterator[Figure]:
    stock = stock_data()
    sides = {"large": stock.largest, "median": stock.median}
    statements = {side: _statements(garage) for side, garage in sides.items()}
    with transaction.atomic():
        for what in statements["large"]:
            both = {side: statements[side][what] for side in sides}
            found = {}
            for side, statement in both.items():
                _enter(sides[side])
                found[side] = len(statement.run())
            times = alternately(
                {side: statement.run for side, statement in both.items()},
                rounds(60),
                before=lambda side: _enter(sides[side]),
            )
            large, average = p95(times["large"]), p95(times["median"])
            target = TARGET_OF_TEXT if what.startswith("q,") else TARGET
            note = f"{large:.2f} / {average:.2f} ms, {found['large']} / {found['median']} rows"
            yield Figure(what, large / average, "<=", target, note)


def _statements(garage: Garage) -> dict[str, Statement]:
    with garage_active(garage):
        asked = {**filters(), **sorts()}
        return {what: statement_of(partial(rows, query)) for what, query in asked.items()}


def _enter(garage: Garage) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('garageflow.garage_id', %s, true)", [str(garage.pk)])
