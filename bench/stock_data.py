# ruff: noqa: E501 - the statements are laid out as tables
"""A million vehicles in stock over a thousand garages, skewed as garages are, one with 50,000.

Made by set-based statements as the owner, with a fixed seed, once for each size, and kept between runs. Half of the
garages hold fewer than some five hundred vehicles. Rows of the garages are mixed on disk, as they are after years of
use. BENCH_VEHICLES, BENCH_GARAGES and BENCH_LARGEST ask for another size: tests run a small one.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from datetime import date

from django.db import connections, transaction

from garageflow.accounts.models import User
from garageflow.tenancy.models import Garage, Member, Membership, Role

# The dates of the data are counted from here, and what is asked of them too.
TODAY = date(2026, 11, 21)
SELLER = "seller@bench.example"


@dataclass(frozen=True, slots=True)
class Size:
    vehicles: int
    garages: int
    largest: int

    @classmethod
    def asked(cls) -> Size:
        return cls(
            int(os.environ.get("BENCH_VEHICLES", "1000000")),
            int(os.environ.get("BENCH_GARAGES", "1000")),
            int(os.environ.get("BENCH_LARGEST", "50000")),
        )

    @property
    def slug(self) -> str:
        return f"stock{self.vehicles}-"

    def of_garages(self) -> list[int]:
        """The largest first, the others falling evenly in the logarithm, all together the whole."""
        weights = [math.exp(-3.4 * rank / self.garages) for rank in range(1, self.garages)]
        scale = (self.vehicles - self.largest) / sum(weights)
        return [self.largest, *(max(5, round(weight * scale)) for weight in weights)]


@dataclass(frozen=True, slots=True)
class Stock:
    largest: Garage
    median: Garage
    seller: User


def stock_data() -> Stock:
    size = Size.asked()
    places = (0, size.garages // 2)
    if not Garage.objects.filter(slug=f"{size.slug}{size.garages - 1}").exists():
        with transaction.atomic(using="owner"):
            _make(size, places)
        with connections["owner"].cursor() as cursor:
            for table in ("vehicles_vehicle", "vehicles_odometerreading", "stock_listing", "stock_photo"):
                cursor.execute(f"VACUUM ANALYZE {table}")
    largest, median = (Garage.objects.get(slug=f"{size.slug}{place}") for place in places)
    return Stock(largest, median, User.objects.get(email=SELLER))


def _make(size: Size, with_seller: tuple[int, ...]) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        cursor.execute("SET LOCAL work_mem = '256MB'")
        # A photo and the vehicle whose cover it is point to each other.
        cursor.execute("SET CONSTRAINTS stock_listing_cover_id_pair DEFERRED")
        cursor.execute("SELECT setseed(0.20261121)")
        cursor.execute("CREATE TEMP TABLE bench_sizes (garage_id bigint, size int) ON COMMIT DROP")
        cursor.executemany(_GARAGE, [(f"Stock {n}", f"{size.slug}{n}") for n in range(size.garages)])
        cursor.executemany(
            "INSERT INTO bench_sizes SELECT id, %s FROM tenancy_garage WHERE slug = %s",
            [(count, f"{size.slug}{rank}") for rank, count in enumerate(size.of_garages())],
        )
        for place in with_seller:
            _add_seller(Garage.objects.using("owner").get(slug=f"{size.slug}{place}"))
        for statement in _STATEMENTS:
            cursor.execute(statement)


def _add_seller(garage: Garage) -> None:
    """Who looks at the pages, and who reserved what is reserved."""
    users = User.objects.db_manager("owner")
    user = users.filter(email=SELLER).first() or users.create_user(SELLER, language="nl")
    membership = Membership.objects.using("owner").create(user=user, garage=garage, roles=[Role.SALES])
    Member.objects.using("owner").create(garage=garage, membership=membership, name="Seller")


_GARAGE = """
INSERT INTO tenancy_garage (name, slug, country, vat_number, enterprise_number, languages, time_zone, phone, email,
    website, iban, accent_hue, features, is_active, created_at)
VALUES (%s, %s, 'BE', 'BE0999521751', '', '{nl,fr}', 'Europe/Brussels', '', '', '', '', 255, '{stock,car_pass}', true, now())
"""
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
    CREATE TEMP TABLE bench_cars ON COMMIT DROP AS
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
    CREATE TEMP TABLE bench_listings ON COMMIT DROP AS
    SELECT car.id AS vehicle_id, car.garage_id, car.number, nextval('stock_listing_id_seq') AS listing_id,
           CASE WHEN random() < 0.7 THEN nextval('stock_photo_id_seq') END AS cover_id,
           (ARRAY['for_sale','for_sale','for_sale','for_sale','for_sale','for_sale','for_sale','for_sale','for_sale',
                  'for_sale','for_sale','for_sale','in_preparation','in_preparation','incoming','incoming','reserved',
                  'sold','sold','delivered'])[1 + floor(random() * 20)::int] AS status
    FROM vehicles_vehicle car WHERE car.garage_id IN (SELECT garage_id FROM bench_sizes)
    ORDER BY random()
    """,
    """
    INSERT INTO stock_listing (id, garage_id, vehicle_id, shop_id, cover_id, status, reserved_by_id, reserved_at,
        price_amount, vat_regime, acquired_on, supplier, reserved_for, version, body, gearbox, colour, emission_class,
        equipment, description_nl, description_fr, description_en, notes, created_at, changed_at, number, vin, plate,
        make, model_name, make_key, model_key, fuel, first_registered_key, km_key, car_pass_key, search)
    SELECT listing_id, garage_id, vehicle_id,
           (SELECT id FROM tenancy_shop shop WHERE shop.garage_id = car.garage_id ORDER BY id OFFSET car.number % 3
            LIMIT 1),
           cover_id, status,
           CASE WHEN status = 'reserved' THEN
               (SELECT id FROM tenancy_member member WHERE member.garage_id = car.garage_id LIMIT 1) END,
           CASE WHEN status = 'reserved' THEN now() END,
           ((number * 7907) % 40000 + 2000) * 100, CASE WHEN number % 3 = 0 THEN 'deductible' ELSE 'margin' END,
           date '2026-11-21' - ((number * 131) % 400)::int, '', '', 'Edition ' || number % 40,
           (ARRAY['hatchback','estate','saloon','suv','mpv','van'])[1 + (number * 17) % 6],
           CASE WHEN number % 3 = 0 THEN 'automatic' ELSE 'manual' END, 'grey', 'Euro 6', '{}', '', '', '', '', now(),
           now(), 0, '', '', '', '', '', '', '', '0001-01-01', -1, '0001-01-01', ''
    FROM bench_listings car
    """,
    """
    INSERT INTO documents_document (garage_id, kind, name, content_type, file, size, sha256, source_sha256, subject,
        created_at)
    SELECT garage_id, 'stock.photo', 'photo.jpg', 'image/jpeg', '', 0, '', '', '', now() FROM bench_sizes
    """,
    """
    INSERT INTO stock_photo (id, garage_id, listing_id, position, large_id, medium_id, small_id, width, height,
        uploaded_at)
    SELECT cover_id, car.garage_id, listing_id, 0, file.id, file.id, file.id, 1600, 1067, now()
    FROM bench_listings car JOIN documents_document file ON file.garage_id = car.garage_id
    WHERE cover_id IS NOT NULL
    """,
)
