"""The findings of 1,000,000 readings with all history in the database, against reading the same rows only.

Both stream the same rows in the same order through a cursor of the server, under row security, and count
them. The floor does nothing with them; the product compares each with its neighbours and, where two disagree,
looks for the reading that is wrong. One vehicle in 20 has an error.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

from django.db import connection

from bench.figures import Figure
from bench.product import new_garage
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage
from garageflow.vehicles.domain.odometer_findings import AT_ONCE, COLUMNS, ORDER, findings_of_garage
from garageflow.vehicles.models import OdometerReading

READINGS, PER_VEHICLE = 1_000_000, 50
ROUNDS = 5
_SLUG = "anomaly-check"


def measure() -> Iterator[Figure]:
    garage = _garage()
    ratios, product, floor = [], [], []
    found = rows = 0
    for _round in range(ROUNDS):
        seconds, rows = _read_only(garage)
        floor.append(seconds)
        seconds, found = _find(garage)
        product.append(seconds)
        ratios.append(product[-1] / floor[-1])
    print(f"  reading only {median(floor):6.2f} s for {rows:,} rows")
    print(f"  findings     {median(product):6.2f} s, {found:,} findings")
    yield Figure("findings / reading the rows only", median(ratios), "<=", 4, f"{ROUNDS} rounds, median")


def _garage() -> Garage:
    """Kept between runs: a seed makes it the same for everybody."""
    known = Garage.objects.filter(slug=_SLUG).first()
    if known is not None:
        return known
    garage = new_garage()
    with garage_active(garage), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vehicles_vehicle (garage_id, number, vin, plate, plate_country, plate_display, make,"
            " model_name, fuel, created_at) SELECT %s, n, '', '', '', '', '', '', '', now()"
            " FROM generate_series(1, %s) n",
            [garage.pk, READINGS // PER_VEHICLE],
        )
        # Every twentieth vehicle has one reading with a digit too many, at a place of its own.
        cursor.execute(
            "INSERT INTO vehicles_odometerreading (garage_id, vehicle_id, km, value, unit, read_on, epoch,"
            " source, state, void_reason, recorded_at)"
            " SELECT %(garage)s, id, km, km, 'km', date '2020-01-01' + n * 30, 1, 'workshop', 'active', '',"
            " now() FROM (SELECT v.id, n, (20000 + number %% 7000 + n * 1200 + (number * n) %% 900)"
            " * CASE WHEN number %% 20 = 0 AND n = 3 + number %% 40 THEN 10 ELSE 1 END AS km"
            " FROM vehicles_vehicle v, generate_series(0, %(last)s) n) made ORDER BY id, n",
            {"garage": garage.pk, "last": PER_VEHICLE - 1},
        )
    garage.slug = _SLUG
    garage.save(update_fields=["slug"])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE vehicles_odometerreading")
    return garage


def _read_only(garage: Garage) -> tuple[float, int]:
    began = time.perf_counter()
    with garage_active(garage):
        rows = OdometerReading.objects.active().order_by(*ORDER).values_list(*COLUMNS).iterator(AT_ONCE)
        count = sum(1 for _row in rows)
    return time.perf_counter() - began, count


def _find(garage: Garage) -> tuple[float, int]:
    began = time.perf_counter()
    with garage_active(garage):
        count = sum(1 for _finding in findings_of_garage())
    return time.perf_counter() - began, count
