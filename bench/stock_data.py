# ruff: noqa: E501 - the statements are laid out as tables
"""A million vehicles in stock over a thousand garages, skewed as garages are, one with 50,000.

Made by set-based statements as the owner, with a fixed seed, once, and kept between runs. Half of the garages hold
fewer than some five hundred vehicles. Rows of the garages are mixed on disk, as they are after years of use.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.db import connections

from garageflow.tenancy.models import Garage

GARAGES = 1_000
VEHICLES = 1_000_000
LARGEST = 50_000
_SLUG = "stock-"


@dataclass(frozen=True, slots=True)
class Stock:
    largest: Garage
    median: Garage


def stock_data() -> Stock:
    if not Garage.objects.filter(slug=f"{_SLUG}{GARAGES - 1}").exists():
        _make()
    garages = Garage.objects.filter(slug__startswith=_SLUG)
    return Stock(garages.get(slug=f"{_SLUG}0"), garages.get(slug=f"{_SLUG}{GARAGES // 2}"))


def sizes() -> list[int]:
    """Vehicles of each garage: the largest first, the others falling evenly in the logarithm, all together a million."""
    weights = [math.exp(-3.4 * rank / GARAGES) for rank in range(1, GARAGES)]
    scale = (VEHICLES - LARGEST) / sum(weights)
    return [LARGEST, *(max(5, round(weight * scale)) for weight in weights)]


def _make() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT setseed(0.20261121)")
        cursor.execute("CREATE TEMP TABLE bench_sizes (garage_id bigint, size int)")
        for rank, size in enumerate(sizes()):
            cursor.execute(
                """INSERT INTO tenancy_garage (name, slug, country, vat_number, enterprise_number, languages, time_zone,
                       phone, email, website, accent_hue, features, is_active, created_at)
                   VALUES (%s, %s, 'BE', 'BE0999521751', '', '{nl,fr}', 'Europe/Brussels', '', '', '', 255,
                       '{stock,car_pass}', true, now())""",
                [f"Stock {rank}", f"{_SLUG}{rank}"],
            )
            cursor.execute(
                "INSERT INTO bench_sizes SELECT id, %s FROM tenancy_garage WHERE slug = %s",
                [size, f"{_SLUG}{rank}"],
            )
        for statement in _STATEMENTS:
            cursor.execute(statement)
    _analyze()


def _analyze() -> None:
    with connections["owner"].cursor() as cursor:
        for table in ("vehicles_vehicle", "vehicles_odometerreading", "stock_listing"):
            cursor.execute(f"VACUUM ANALYZE {table}")


_MAKES = (
    "Volkswagen,Golf|Volkswagen,Polo|Volkswagen,Tiguan|Renault,Clio|Renault,Captur|Peugeot,208|Peugeot,308|"
    "Citroën,C3|BMW,320d|BMW,X1|Audi,A3|Audi,Q3|Mercedes-Benz,A 180|Opel,Corsa|Ford,Fiesta|Ford,Focus|Škoda,Octavia|"
    "Škoda,Fabia|Toyota,Yaris|Kia,Niro|Hyundai,i20|Volvo,V60|Dacia,Duster|Nissan,Qashqai|Fiat,500|Seat,Ibiza|"
    "Tesla,Model 3|Mini,Cooper|Suzuki,Swift|Mazda,MX-5"
)
_STATEMENTS = (
    """
    INSERT INTO tenancy_shop (garage_id, name, street, house_number, postcode, city, phone, establishment_number)
    SELECT garage_id, 'Shop ' || place, '', '', '', '', '', '' FROM bench_sizes, generate_series(1, 3) place
    """,
    f"""
    CREATE TEMP TABLE bench_cars AS
    SELECT garage_id, number, random() AS dice, random() AS other, random() AS third,
           (string_to_array('{_MAKES}', '|'))[1 + floor(30 * power(random(), 1.6))::int] AS car
    FROM bench_sizes, generate_series(1, size) number
    ORDER BY random()
    """,  # noqa: S608 - constants of ours
    """
    INSERT INTO vehicles_vehicle (garage_id, number, vin, plate, plate_country, plate_display, make, model_name, fuel,
        first_registered_on, created_at, car_pass_valid_until, car_pass_exclusion)
    SELECT garage_id, number,
           'WVWZZZ' || lpad(upper(to_hex((dice * 1e9)::bigint)), 8, '0') || lpad((number % 1000)::text, 3, '0'),
           CASE WHEN other < 0.95 THEN '1' || chr(65 + (dice * 26)::int % 26) || chr(65 + (other * 26)::int % 26)
               || chr(65 + (third * 26)::int % 26) || lpad((number % 1000)::text, 3, '0') ELSE '' END,
           CASE WHEN other < 0.95 THEN 'BE' ELSE '' END, '1-ABC-' || lpad((number % 1000)::text, 3, '0'),
           split_part(car, ',', 1), split_part(car, ',', 2),
           (ARRAY['petrol','petrol','petrol','diesel','diesel','hybrid','electric','plugin_hybrid','lpg'])
               [1 + floor(third * 9)::int],
           date '2026-11-21' - (200 + dice * 4000)::int, now(),
           CASE WHEN third < 0.025 THEN NULL WHEN third < 0.065 THEN date '2026-11-21' - (1 + other * 200)::int
                ELSE date '2026-11-21' + (other * 61)::int END,
           ''
    FROM bench_cars
    """,
    """
    INSERT INTO vehicles_odometerreading (garage_id, vehicle_id, km, value, unit, read_on, epoch, source, state,
        recorded_at, void_reason)
    SELECT garage_id, id, 5000 + (number * 7919) % 180000, 5000 + (number * 7919) % 180000, 'km', date '2026-10-01', 1,
           'workshop', 'active', now(), ''
    FROM vehicles_vehicle WHERE garage_id IN (SELECT garage_id FROM bench_sizes)
    """,
    """
    INSERT INTO stock_listing (garage_id, vehicle_id, shop_id, status, price_amount, vat_regime, acquired_on, supplier,
        reserved_for, version, body, gearbox, colour, emission_class, equipment, description_nl, description_fr,
        description_en, notes, created_at, changed_at, number, vin, plate, make, model_name, make_key, model_key, fuel,
        first_registered_key, km_key, car_pass_key, search)
    SELECT car.garage_id, car.id,
           (SELECT id FROM tenancy_shop shop WHERE shop.garage_id = car.garage_id ORDER BY id OFFSET car.number % 3
            LIMIT 1),
           (ARRAY['for_sale','for_sale','for_sale','for_sale','for_sale','for_sale','in_preparation','incoming','sold',
                  'delivered'])[1 + (car.number * 31) % 10],
           ((car.number * 7907) % 40000 + 2000) * 100, CASE WHEN car.number % 3 = 0 THEN 'deductible' ELSE 'margin' END,
           date '2026-11-21' - ((car.number * 131) % 400)::int, '', '', 'Edition ' || car.number % 40,
           (ARRAY['hatchback','estate','saloon','suv','mpv','van'])[1 + (car.number * 17) % 6],
           CASE WHEN car.number % 3 = 0 THEN 'automatic' ELSE 'manual' END, 'grey', 'Euro 6', '{}', '', '', '', '', now(),
           now(), 0, '', '', '', '', '', '', '', '0001-01-01', -1, '0001-01-01', ''
    FROM vehicles_vehicle car WHERE garage_id IN (SELECT garage_id FROM bench_sizes)
    ORDER BY random()
    """,
)
