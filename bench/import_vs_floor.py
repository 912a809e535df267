"""The product's import of 100,000 lines against the least that writes the same rows.

The floor: no checks beyond splitting, normalising and spotting what cannot be used; no findings, no preview,
no rules about owners, no row security (it runs as the owner of the tables), no jobs, no ORM. It writes the
same tables with the same constraints and indexes, stages the lines first and commits every 5,000 of them, as
the product does.
"""

from __future__ import annotations

import csv
import itertools
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connections

from bench.figures import Figure
from bench.lists import make_list
from bench.product import import_list, new_garage, rows_written

LINES = 100_000
ROUNDS = 3
CHUNK = 5_000

_COLUMNS = (
    "line, outcome, plate, plate_display, identity, first_name, last_name, name_key, email,"
    " street, house_number, postcode, city"
)
_COLUMNS_AND_DOUBLES = _COLUMNS.replace(
    "outcome",
    "CASE WHEN outcome = 'pending' AND row_number() OVER (PARTITION BY plate, outcome ORDER BY line) > 1"
    " THEN 'duplicate' ELSE outcome END",
)


def measure() -> Iterator[Figure]:
    path = make_list(LINES)
    floor, product = [], []
    for _round in range(ROUNDS):
        garage = new_garage()
        floor.append(LINES / import_by_floor(garage.pk, path))
        floor_rows = rows_written(garage)
        garage = new_garage()
        product.append(LINES / import_list(garage, path))
        product_rows = rows_written(garage)
    print(f"  floor   {median(floor):8,.0f} lines/s   {floor_rows}")
    print(f"  product {median(product):8,.0f} lines/s   {product_rows}")
    ratios = sorted(ours / theirs for ours, theirs in zip(product, floor, strict=True))
    yield Figure("product / floor, lines a second", median(ratios), ">=", 0.30, f"{ROUNDS} rounds, median")


def import_by_floor(garage: int, path: Path) -> float:
    """Seconds. `garage` is the id of an empty garage."""
    connection = connections["owner"]
    connection.ensure_connection()
    raw: Any = connection.connection
    began = time.perf_counter()
    with raw.cursor() as cursor:
        list_id = _stage(raw, cursor, garage, path)
        cursor.execute("SELECT max(line) FROM autopaspoort_batchrow WHERE customer_list_id = %s", [list_id])
        for first in range(0, cursor.fetchone()[0] + 1, CHUNK):
            with raw.transaction():
                for statement in _CHUNK_STATEMENTS:
                    cursor.execute(
                        statement,
                        {"garage": garage, "list": list_id, "first": first, "last": first + CHUNK - 1},
                    )
    return time.perf_counter() - began


def _stage(raw: Any, cursor: Any, garage: int, path: Path) -> int:
    with raw.transaction():
        cursor.execute(
            "CREATE TEMPORARY TABLE floor_lines (line int, outcome text, plate text, plate_display text,"
            " identity text, first_name text, last_name text, name_key text, email text, street text,"
            " house_number text, postcode text, city text) ON COMMIT DROP"
        )
        with cursor.copy(f"COPY floor_lines ({_COLUMNS}) FROM STDIN") as copy:
            for row in _lines(path):
                copy.write_row(row)
        cursor.execute(
            "INSERT INTO autopaspoort_customerlist (garage_id, file_name, sha256, uploaded_at,"
            " send_passports, reading, lines, accepted, warned, refused, checkpoint)"
            " SELECT %s, 'floor', '', now(), false, '{}', count(*), count(*), 0, 0, 0 FROM floor_lines"
            " RETURNING id",
            [garage],
        )
        list_id: int = cursor.fetchone()[0]
        cursor.execute(
            f"""
            INSERT INTO autopaspoort_batchrow (garage_id, customer_list_id, plate_country, leads, phone, vin,
                                               offer_round, {_COLUMNS})
            SELECT %s, %s, 'NL', true, '', '', 0, {_COLUMNS_AND_DOUBLES}
            FROM floor_lines ORDER BY line
            """,  # noqa: S608 - names of our own columns
            [garage, list_id],
        )
    return list_id


def _lines(path: Path) -> Iterator[tuple[Any, ...]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=";")
        next(reader)
        for line, cells in zip(itertools.count(2), reader):
            plate_display, first, last, email, street, number, postcode, city = (
                cell.strip() for cell in cells
            )
            plate = plate_display.replace("-", "").upper()
            outcome = "pending" if len(plate) == 6 and last and email else "refused"
            key = "e:" + email.lower() if "@" in email else "p:NL:" + plate
            name_key = f"{last} {first}".lower()
            yield (
                line, outcome, plate, plate_display, key,
                first, last, name_key, email, street, number, postcode, city,
            )  # fmt: skip


_CHUNK_STATEMENTS = (
    """
    CREATE TEMPORARY TABLE floor_chunk ON COMMIT DROP AS
    SELECT *, NULL::bigint AS vehicle_id FROM autopaspoort_batchrow
    WHERE garage_id = %(garage)s AND customer_list_id = %(list)s AND line BETWEEN %(first)s AND %(last)s
      AND outcome = 'pending'
    """,
    "ANALYZE floor_chunk",
    """
    INSERT INTO customers_customer (garage_id, number, identity, first_name, last_name, name_key, email,
        email_state, street, house_number, postcode, city, phone, language, created_at)
    SELECT DISTINCT ON (identity) %(garage)s, line, identity, first_name, last_name, name_key, email,
           CASE WHEN identity ^@ 'p:' THEN 'syntax' ELSE 'ok' END, street, house_number, postcode, city, '',
           'nl', now()
    FROM floor_chunk ORDER BY identity, line DESC
    ON CONFLICT (garage_id, identity) DO UPDATE SET
        first_name = excluded.first_name, last_name = excluded.last_name, name_key = excluded.name_key,
        street = excluded.street, house_number = excluded.house_number, postcode = excluded.postcode,
        city = excluded.city
    WHERE (customers_customer.first_name, customers_customer.last_name, customers_customer.street,
           customers_customer.house_number, customers_customer.postcode, customers_customer.city)
          IS DISTINCT FROM (excluded.first_name, excluded.last_name, excluded.street, excluded.house_number,
                            excluded.postcode, excluded.city)
    """,
    """
    INSERT INTO vehicles_vehicle (garage_id, number, vin, plate, plate_country, plate_display, make,
        model_name, fuel, created_at)
    SELECT %(garage)s, line, '', plate, 'NL', plate_display, '', '', '', now() FROM floor_chunk
    ON CONFLICT (garage_id, plate_country, plate) WHERE NOT plate_country = 'BE' AND NOT plate = '' DO UPDATE
    SET plate_display = excluded.plate_display
    WHERE vehicles_vehicle.plate_display IS DISTINCT FROM excluded.plate_display
    """,
    """
    UPDATE floor_chunk f SET vehicle_id = (
        SELECT v.id FROM vehicles_vehicle v WHERE v.garage_id = %(garage)s AND v.plate_country = 'NL'
        AND v.plate = f.plate AND NOT v.plate_country = 'BE' AND NOT v.plate = '')
    """,
    """
    WITH written AS (
        INSERT INTO autopaspoort_passport (garage_id, vehicle_id, customer_id, state, offer_round, created_at)
        SELECT %(garage)s, f.vehicle_id,
               (SELECT c.id FROM customers_customer c
                WHERE c.garage_id = %(garage)s AND c.identity = f.identity),
               'created', 0, now()
        FROM floor_chunk f
        ON CONFLICT (garage_id, vehicle_id) WHERE NOT state = 'archived'
        DO UPDATE SET customer_id = excluded.customer_id
        WHERE autopaspoort_passport.customer_id IS DISTINCT FROM excluded.customer_id
        RETURNING id, vehicle_id
    )
    UPDATE autopaspoort_batchrow r SET outcome = 'created', passport_id = written.id
    FROM written JOIN floor_chunk f ON f.vehicle_id = written.vehicle_id WHERE r.id = f.id
    """,
    "UPDATE autopaspoort_customerlist SET checkpoint = %(last)s WHERE id = %(list)s",
)
