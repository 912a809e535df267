from __future__ import annotations

from datetime import date

import pytest

from garageflow.audit.models import Entry
from garageflow.vehicles.domain.facts import PlateTaken, change_vehicle, set_inspection_date
from garageflow.vehicles.models import Vehicle
from garageflow.vehicles.plates import read_plate
from tests.factories import VehicleFactory


def facts(**changed):
    return {
        "plate": read_plate("00-HZB-3", "NL"),
        "vin": "WVWZZZ1JZXW000001",
        "make": "Volkswagen",
        "model_name": "Golf",
        "fuel": "petrol",
        "first_registered_on": date(2021, 4, 1),
        **changed,
    }


def test_change_vehicle_writes_what_is_known(in_peeters, reception):
    vehicle = change_vehicle(VehicleFactory(), **facts(), by=reception)

    vehicle.refresh_from_db()
    assert (vehicle.plate, vehicle.plate_country, vehicle.plate_display) == ("00HZB3", "NL", "00-HZB-3")
    assert (vehicle.vin, vehicle.title, vehicle.fuel) == ("WVWZZZ1JZXW000001", "Volkswagen Golf", "petrol")
    assert vehicle.first_registered_on == date(2021, 4, 1)


def test_change_vehicle_says_what_changed(in_peeters, reception):
    vehicle = change_vehicle(VehicleFactory(), **facts(), by=reception)

    change_vehicle(vehicle, **facts(make="VW"), by=reception)
    change_vehicle(vehicle, **facts(make="VW"), by=reception)

    entries = Entry.objects.order_by("pk")
    assert [entry.facts for entry in entries][1:] == [{"fields": ["make"]}]


def test_change_vehicle_refuses_the_plate_of_another(in_peeters, reception):
    VehicleFactory(plate="00HZB3")
    vehicle = VehicleFactory()

    with pytest.raises(PlateTaken):
        change_vehicle(vehicle, **facts(), by=reception)

    assert Vehicle.objects.filter(plate="00HZB3").count() == 1
    assert not Entry.objects.exists()


def test_two_vehicles_may_have_one_belgian_plate(in_peeters, reception):
    VehicleFactory(plate="1ABC123", plate_country="BE")

    change_vehicle(VehicleFactory(), **facts(plate=read_plate("1-ABC-123", "BE")), by=reception)

    assert Vehicle.objects.filter(plate="1ABC123").count() == 2


@pytest.mark.parametrize("due_on", [date(2027, 5, 9), None])
def test_set_inspection_date(in_peeters, reception, due_on):
    vehicle = set_inspection_date(VehicleFactory(), inspection_due_on=due_on, by=reception)

    vehicle.refresh_from_db()
    assert vehicle.inspection_due_on == due_on
    entry = Entry.objects.get()
    assert (entry.event, entry.facts) == ("vehicles.inspection_date_set", {"due_on": str(due_on or "–")})


def test_set_inspection_date_to_the_same_is_no_event(in_peeters, reception):
    vehicle = VehicleFactory(inspection_due_on=date(2027, 5, 9))

    set_inspection_date(vehicle, inspection_due_on=date(2027, 5, 9), by=reception)

    assert not Entry.objects.exists()
