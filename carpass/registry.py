"""What a feature above tells Car-Pass: which vehicles are for sale. It registers in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable

from garageflow.vehicles.models import Vehicle, VehicleQuerySet

Narrow = Callable[[VehicleQuerySet], VehicleQuerySet]

_narrow: list[Narrow] = []


def register_vehicles_for_sale(narrow: Narrow) -> None:
    """`narrow` leaves those of the vehicles for whose Car-Pass somebody must care."""
    _narrow.append(narrow)


def vehicles_for_sale() -> VehicleQuerySet:
    """All, while nobody said which."""
    vehicles = Vehicle.objects.all()
    for narrow in _narrow:
        vehicles = narrow(vehicles)
    return vehicles
