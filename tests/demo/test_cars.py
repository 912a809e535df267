from random import Random

from django.utils import timezone

from garageflow.demo.cars import invent_cars
from garageflow.vehicles.plates import read_plate


def test_plates_are_plates_without_warnings():
    cars = invent_cars(["NL", "BE", "FR", "LU"] * 250, today=timezone.localdate(), random=Random("plates"))

    plates = [read_plate(car.plate.display, car.plate.country) for car in cars]
    assert plates == [car.plate for car in cars]
    assert len({(plate.country, plate.normalised) for plate in plates}) == 1000
    assert {plate.sidecode for plate in plates if plate.country == "NL"} >= {6, 7, 8, 9, 10, 11}
