"""Finding vehicles by what people read from them."""

from __future__ import annotations

from django.db.models import Q

from garageflow.vehicles.models import Vehicle, VehicleQuerySet
from garageflow.vehicles.plates import normalise_plate
from garageflow.vehicles.vin import LENGTH as VIN_LENGTH
from garageflow.vehicles.vin import normalise_vin

_SHORTEST_PLATE, _LONGEST_PLATE = 2, 12
_SHORTEST_VIN_END = 5
_MAX_NUMBER = 2**63 - 1


def vehicles_matching(text: str, *, by_number: bool = True) -> VehicleQuerySet:
    """By the beginning of the plate, the whole VIN or its end, or the number."""
    conditions = _by_plate(text) | _by_vin(text)
    if by_number:
        conditions |= _by_number(text)
    return Vehicle.objects.filter(conditions)


def _by_plate(text: str) -> Q:
    plate = normalise_plate(text)
    if _SHORTEST_PLATE <= len(plate) <= _LONGEST_PLATE:
        return Q(plate__starts_with=plate)
    return Q(pk__in=[])


def _by_vin(text: str) -> Q:
    """Whole, or its last characters, which is what people read from the glass."""
    vin = normalise_vin(text)
    if len(vin) == VIN_LENGTH:
        return Q(vin=vin)
    if _SHORTEST_VIN_END <= len(vin) < VIN_LENGTH:
        # Both: the index is of vehicles that have a VIN.
        return Q(vin_reversed__starts_with=vin[::-1]) & ~Q(vin="")
    return Q(pk__in=[])


def _by_number(text: str) -> Q:
    if text.isascii() and text.isdecimal() and int(text) <= _MAX_NUMBER:
        return Q(number=int(text))
    return Q(pk__in=[])
