# ruff: noqa: E501 - the statements are laid out as tables
"""Trips near a driver's home: the product's search among 100,000 open trips against a box by hand.

The product: the tab "Near my home" (`convoy.domain.finding`) with its page of 25 (`garageflow.ui.keyset`), by the
ORM, as the application's login under row security, with the exact distance behind the box. By hand: the same box on
the same columns and indexes with the garage named, as the owner, without row security and without the exact distance:
whole rows in the same order. Both read the same 100,000 rows of one garage.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from statistics import median

from django.db import connections

from bench.figures import Figure
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage

TRIPS, ROUNDS, PAGE = 100_000, 60, 26
_SLUG = "near-home"


def measure() -> Iterator[Figure]:
    garage = _garage_with_trips()
    dice = random.Random(20261121)  # noqa: S311 - test data
    ours, theirs, found = [], [], []
    with garage_active(garage):
        for number in range(ROUNDS + 1):
            home = (dice.uniform(44, 52.5), dice.uniform(0, 6))
            product, hand = _product(garage, home), _by_hand(garage, home)
            # Alternating which goes first; the first round is not counted.
            pair = (product, hand) if number % 2 else (hand, product)
            times = {ask: _milliseconds(ask) for ask in pair}
            if number:
                ours.append(times[product])
                theirs.append(times[hand])
                found.append(_matching(garage, home))
        plan = _plan(garage, (48.85, 2.35))
    note = f"{median(ours):.1f} ms, by hand {median(theirs):.1f} ms, {median(found):.0f} trips in the circle"
    yield Figure("near home / box by hand", median(ours) / median(theirs), "<=", 1.5, note)
    yield Figure(
        "index alone, as garageflow_app", plan.count("Index Only Scan using trip_open_from"), ">=", 1
    )


def _milliseconds(ask: Callable[[], int]) -> float:
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000


def _search(garage: Garage, home: tuple[float, float]):  # type: ignore[no-untyped-def]  # of models known later
    from convoy.domain.finding import near_home, open_trips
    from convoy.models import Driver

    driver = Driver(latitude=home[0], longitude=home[1], radius_km=50)
    driver.garage = garage
    return near_home(open_trips(driver), driver)


def _product(garage: Garage, home: tuple[float, float]) -> Callable[[], int]:
    from django.http import QueryDict

    from garageflow.ui.keyset import keyset_page

    return lambda: len(keyset_page(_search(garage, home), QueryDict(), order=("starts_on", "pk")).rows)


def _matching(garage: Garage, home: tuple[float, float]) -> int:
    count: int = _search(garage, home).count()
    return count


def _by_hand(garage: Garage, home: tuple[float, float]) -> Callable[[], int]:
    from garageflow.geo.near import _latitudes, _longitudes

    box = [*_latitudes(home, 50), *_longitudes(home, 50)]

    def ask() -> int:
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                """SELECT * FROM convoy_trip WHERE garage_id = %s AND state = 'open' AND ends_on >= %s
                   AND from_latitude BETWEEN %s AND %s AND from_longitude BETWEEN %s AND %s
                   ORDER BY starts_on, id LIMIT %s""",
                [garage.pk, garage.today(), *box, PAGE],
            )
            return len(cursor.fetchall())

    return ask


def _plan(garage: Garage, home: tuple[float, float]) -> str:
    found = _search(garage, home).order_by("starts_on", "pk").values("starts_on", "pk")[:PAGE]
    return str(found.explain())


def _garage_with_trips() -> Garage:
    """Over France and the Low Countries, made once by one statement and kept; the window moves with the day."""
    garage, is_new = Garage.objects.get_or_create(
        slug=_SLUG,
        defaults={"name": "Near home", "country": "FR", "languages": ["fr"], "features": ["convoy"]},
    )
    today = garage.today()
    with connections["owner"].cursor() as cursor:
        if is_new:
            cursor.execute("SELECT setseed(0.20261121)")
            cursor.execute(_MAKE, [garage.pk, today, today, TRIPS])
        cursor.execute(
            "UPDATE convoy_trip SET starts_on = %s + (number %% 20)::int, ends_on = %s + (number %% 20)::int + 3"
            " WHERE garage_id = %s AND ends_on < %s",
            [today, today, garage.pk, today + timedelta(days=3)],
        )
        cursor.execute("VACUUM ANALYZE convoy_trip")
    return garage


_MAKE = """
INSERT INTO convoy_trip (garage_id, number, state, client_name, client_process, note, delivery_type, tags, make,
    model_name, plate_display, plate_country, vin, fuel, from_name, from_street, from_postcode, from_city,
    from_country, from_contact, from_phone, from_latitude, from_longitude, to_name, to_street, to_postcode, to_city,
    to_country, to_contact, to_phone, to_latitude, to_longitude, starts_on, ends_on, start_is_fixed, end_is_fixed,
    start_slot, end_slot, distance_km, duration_minutes, estimate_method, estimate_version, search, created_at,
    published_at, cancellation)
SELECT %s, number, 'open', 'Fleetpark', '', '', 'delivery', '{}', 'Renault', 'Clio', '', '', '', 'petrol', '', '',
    '59000', 'Lille', 'FR', '', '', 43.5 + random() * 9, -0.5 + random() * 7, '', '', '75001', 'Paris', 'FR', '', '',
    43.5 + random() * 9, -0.5 + random() * 7, %s + (number %% 20)::int, %s + (number %% 20)::int + 3, false, false,
    '', '', 300, 200, 'great_circle', 2, '', now(), now(), ''
FROM generate_series(1, %s) number
"""
