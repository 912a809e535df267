from __future__ import annotations

from datetime import date, timedelta

import pytest

from garageflow.audit.models import Entry
from garageflow.vehicles.domain.odometer import OdometerDropped, ReadInTheFuture, record_reading
from tests.factories import OdometerReadingFactory, VehicleFactory


def test_record_reading_adds_to_the_history(in_peeters, mechanic):
    reading = record_reading(VehicleFactory(), km=58_214, read_on=date(2026, 4, 1), by=mechanic)

    assert (reading.km, reading.read_on, reading.recorded_by) == (58_214, date(2026, 4, 1), mechanic.member)
    entry = Entry.objects.get()
    assert (entry.event, entry.facts) == (
        "vehicles.odometer_recorded",
        {"km": 58_214, "drop_confirmed": False},
    )


def test_record_reading_refuses_a_drop(in_peeters, mechanic):
    reading = OdometerReadingFactory(km=50_000, read_on=date(2026, 3, 1))

    with pytest.raises(OdometerDropped, match="50000"):
        record_reading(reading.vehicle, km=49_999, read_on=date(2026, 4, 1), by=mechanic)

    assert list(reading.vehicle.odometer_readings.all()) == [reading]


def test_record_reading_takes_the_same_reading_again(in_peeters, mechanic):
    reading = OdometerReadingFactory(km=50_000, read_on=date(2026, 3, 1))

    record_reading(reading.vehicle, km=50_000, read_on=date(2026, 3, 1), by=mechanic)

    assert reading.vehicle.odometer_readings.count() == 2


def test_record_reading_takes_a_drop_that_is_confirmed(in_peeters, mechanic):
    reading = OdometerReadingFactory(km=50_000, read_on=date(2026, 3, 1))

    record_reading(reading.vehicle, km=12, read_on=date(2026, 4, 1), by=mechanic, drop_confirmed=True)

    assert Entry.objects.get().facts == {"km": 12, "drop_confirmed": True}


def test_record_reading_of_the_past_refuses_more_than_a_later_one(in_peeters, mechanic):
    later = OdometerReadingFactory(km=50_000, read_on=date(2026, 3, 1))
    OdometerReadingFactory(vehicle=later.vehicle, km=60_000, read_on=date(2026, 6, 1))

    with pytest.raises(OdometerDropped, match="50000"):
        record_reading(later.vehicle, km=50_001, read_on=date(2026, 2, 1), by=mechanic)


def test_record_reading_refuses_tomorrow(in_peeters, mechanic):
    tomorrow = in_peeters.today() + timedelta(days=1)

    with pytest.raises(ReadInTheFuture):
        record_reading(VehicleFactory(), km=1, read_on=tomorrow, by=mechanic)


def test_record_reading_compares_with_the_same_vehicle_only(in_peeters, mechanic):
    OdometerReadingFactory(km=50_000, read_on=date(2026, 3, 1))

    record_reading(VehicleFactory(), km=10, read_on=date(2026, 4, 1), by=mechanic)
