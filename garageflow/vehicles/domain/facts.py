"""What the garage knows of a vehicle, changed by a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.numbers import next_number
from garageflow.vehicles.models import Vehicle
from garageflow.vehicles.plates import Plate


class PlateTaken(DomainError):
    field = "plate"


@transaction.atomic
def change_vehicle(
    vehicle: Vehicle,
    *,
    plate: Plate,
    vin: str,
    make: str,
    model_name: str,
    fuel: str,
    first_registered_on: date | None,
    by: Actor,
) -> Vehicle:
    """`plate` and `vin` are checked and normalised. Raises PlateTaken if another vehicle has the plate."""
    facts = {
        "plate": plate.normalised,
        "plate_country": plate.country,
        "plate_display": plate.display,
        "vin": vin,
        "make": make,
        "model_name": model_name,
        "fuel": fuel,
        "first_registered_on": first_registered_on,
    }
    return _change(vehicle, "vehicles.vehicle_changed", facts, by=by)


@transaction.atomic
def add_vehicle(
    *,
    plate: Plate | None = None,
    vin: str = "",
    make: str = "",
    model_name: str = "",
    fuel: str = "",
    first_registered_on: date | None = None,
    by: Actor,
    number: int | None = None,
) -> Vehicle:
    """One that the garage did not know yet. Raises PlateTaken if another vehicle has the plate."""
    vehicle = Vehicle(
        number=next_number("vehicle") if number is None else number,
        vin=vin,
        make=make,
        model_name=model_name,
        fuel=fuel,
        first_registered_on=first_registered_on,
    )
    if plate is not None:
        vehicle.plate, vehicle.plate_country, vehicle.plate_display = (
            plate.normalised,
            plate.country,
            plate.display,
        )
    with _plate_taken():
        vehicle.save()
    record("vehicles.vehicle_added", vehicle, by=by)
    return vehicle


@transaction.atomic
def complete_facts(vehicle: Vehicle, *, by: Actor, **facts: str) -> Vehicle:
    """Fill in what nobody knew yet; what is known stays as it is."""
    vehicle = Vehicle.objects.select_for_update().get(pk=vehicle.pk)
    unknown = {name: value for name, value in facts.items() if value and not getattr(vehicle, name)}
    return _change(vehicle, "vehicles.vehicle_changed", unknown, by=by)


@transaction.atomic
def set_vin(vehicle: Vehicle, *, vin: str, by: Actor) -> Vehicle:
    """As somebody reads it on the car; `vin` is checked and normalised."""
    return _change(vehicle, "vehicles.vehicle_changed", {"vin": vin}, by=by)


@transaction.atomic
def set_inspection_date(vehicle: Vehicle, *, inspection_due_on: date | None, by: Actor) -> Vehicle:
    """The last day on which the inspection (APK) is valid; None when nobody knows."""
    facts = {"inspection_due_on": inspection_due_on}
    return _change(
        vehicle, "vehicles.inspection_date_set", facts, by=by, due_on=str(inspection_due_on or "–")
    )


def _change(vehicle: Vehicle, event: str, facts: dict[str, Any], *, by: Actor, **told: Any) -> Vehicle:
    vehicle = Vehicle.objects.select_for_update().get(pk=vehicle.pk)
    changed = [name for name, value in facts.items() if getattr(vehicle, name) != value]
    if not changed:
        return vehicle
    for name in changed:
        setattr(vehicle, name, facts[name])
    with _plate_taken():
        vehicle.save(update_fields=changed)
    record(event, vehicle, by=by, **(told or {"fields": changed}))
    return vehicle


@contextmanager
def _plate_taken() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        # Of the constraints only this one can fail on what was checked before.
        if "vehicle_plate" not in str(error):
            raise
        raise PlateTaken(_("A vehicle with this plate exists already.")) from None
