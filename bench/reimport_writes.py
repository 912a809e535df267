"""A file that was loaded before: how many customers, vehicles and passports are written again?"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connections

from bench.figures import Figure
from bench.lists import make_list
from bench.product import import_list, new_garage

LINES = 20_000
TABLES = ("customers_customer", "vehicles_vehicle", "autopaspoort_passport")


def measure() -> Iterator[Figure]:
    path = make_list(LINES)
    garage = new_garage()
    import_list(garage, path)
    before = {table: _versions(table, garage.pk) for table in TABLES}
    import_list(garage, path)
    total = 0
    for table in TABLES:
        # xmin is the transaction that wrote a tuple: every insert and every update gives a new one.
        written = len(_versions(table, garage.pk) - before[table])
        print(f"  {table:24} {len(before[table]):7,} rows, {written} written again")
        total += written
    yield Figure("tuples written by an unchanged file", total, "==", 0, f"{LINES:,} lines")


def _versions(table: str, garage: int) -> set[tuple[int, str, str]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"SELECT id, xmin::text, ctid::text FROM {table} WHERE garage_id = %s", [garage])  # noqa: S608
        return set(cursor.fetchall())
