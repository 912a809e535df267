"""The copies that the list filters and sorts on are right, whoever writes (docs/adr/0006)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from garageflow.customers.identity import plain
from garageflow.vehicles.domain.odometer import correct_reading, record_reading
from garageflow.vehicles.models import OdometerReading, Vehicle
from stock.models import Listing
from stock.models.listing import NO_CAR_PASS_NEEDED, UNKNOWN_DAY, UNKNOWN_KM


def test_a_new_listing_knows_its_vehicle(in_peeters, make_listing):
    listing = make_listing(make="Škoda", model_name="Octavia", vin="TMBJJ7NX5MY044918")

    assert (listing.make_key, listing.model_key, listing.plate) == ("skoda", "octavia", "1ABC482")
    assert (listing.km_key, listing.car_pass_key) == (UNKNOWN_KM, UNKNOWN_DAY)
    assert "skoda octavia" in listing.search
    assert "tmbjj7nx5my044918" in listing.search


def test_a_set_based_statement_changes_the_copies_too(in_peeters, make_listing):
    listing = make_listing()

    Vehicle.objects.filter(pk=listing.vehicle_id).update(make="BMW", car_pass_valid_until=date(2027, 1, 31))

    listing.refresh_from_db()
    assert (listing.make_key, listing.car_pass_key) == ("bmw", date(2027, 1, 31))


@pytest.mark.parametrize("facts", [{"plate_country": "FR"}, {"car_pass_exclusion": "motorcycle"}])
def test_a_vehicle_that_needs_no_car_pass_is_never_missing_one(in_peeters, make_listing, facts):
    listing = make_listing(**facts)

    assert listing.car_pass_key == NO_CAR_PASS_NEEDED
    assert not listing.needs_car_pass


def test_the_newest_reading_counts_and_a_corrected_one_does_not(in_peeters, make_listing, sales):
    listing = make_listing()
    record_reading(listing.vehicle, km=50_000, read_on=date(2026, 3, 1), by=sales)
    wrong = record_reading(listing.vehicle, km=58_000, read_on=date(2026, 9, 1), by=sales)

    listing.refresh_from_db()
    assert listing.km == 58_000

    correct_reading(wrong, km=53_000, read_on=date(2026, 9, 1), by=sales)

    listing.refresh_from_db()
    assert listing.km == 53_000


def test_readings_written_at_once_count_too(in_peeters, make_listing):
    first = make_listing()
    second = make_listing(plate="2ABC482")

    OdometerReading.objects.bulk_create(
        OdometerReading(vehicle=listing.vehicle, km=km, value=km, read_on=date(2026, 3, 1))
        for listing, km in ((first, 10_000), (second, 20_000))
    )

    assert list(Listing.objects.order_by("km_key").values_list("km_key", flat=True)) == [10_000, 20_000]


@pytest.mark.parametrize(
    "words", ["Škoda", "CITROËN  C4", "Mégane  Grand Tour", "Straße", "Ångström", "bœuf", "ÉÈÊ"]
)
def test_database_and_python_write_words_plainly_in_the_same_way(db, words):
    with connection.cursor() as cursor:
        cursor.execute("SELECT stock_plain(%s)", [words])

        assert cursor.fetchone()[0] == plain(words)
