"""Odometer readings: added one after the other, never changed."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.vehicles.models import OdometerReading, Vehicle


class OdometerDropped(DomainError):
    field = "km"


class ReadInTheFuture(DomainError):
    field = "read_on"


@transaction.atomic
def record_reading(
    vehicle: Vehicle, *, km: int, read_on: date, by: Actor, drop_confirmed: bool = False
) -> OdometerReading:
    """Add a reading to the vehicle's history.

    Raises ReadInTheFuture, and OdometerDropped if the readings would go down by it, unless confirmed.
    """
    # Lock the vehicle: two receptionists saving at once must not both pass the check below.
    Vehicle.objects.select_for_update().get(pk=vehicle.pk)
    if read_on > active_garage().today():
        raise ReadInTheFuture(_("This day is still to come."))

    # Car-Pass shows every reading to the buyer and a drop reads as fraud, so a typing error
    # must be caught before it is sent. Source: car-pass.be/en/about-car-pass (seen 2026-11-21).
    if not drop_confirmed:
        _refuse_drop(vehicle, km, read_on)

    reading = OdometerReading.objects.create(vehicle=vehicle, km=km, read_on=read_on, recorded_by=by.member)
    record("vehicles.odometer_recorded", vehicle, by=by, km=km, drop_confirmed=drop_confirmed)
    return reading


def _refuse_drop(vehicle: Vehicle, km: int, read_on: date) -> None:
    readings = vehicle.odometer_readings
    previous = readings.filter(read_on__lte=read_on).newest_first().first()
    if previous and km < previous.km:
        raise OdometerDropped(_("Lower than the previous reading of %(km)s km.") % {"km": previous.km})
    following = readings.filter(read_on__gt=read_on).newest_first().last()
    if following and km > following.km:
        raise OdometerDropped(_("Higher than the later reading of %(km)s km.") % {"km": following.km})
