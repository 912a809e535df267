"""Odometer readings: added one after the other, never changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from garageflow.audit.domain import record
from garageflow.documents.models import Document
from garageflow.errors import DomainError
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.vehicles.models import OdometerReading, OdometerReadingQuerySet, OdometerWork, Unit, Vehicle

KM_PER_MILE = 1.609344
MAX_KM = 9_999_999


class OdometerDropped(DomainError):
    field = "km"


class NotAReading(DomainError):
    field = "km"


class ReadInTheFuture(DomainError):
    field = "read_on"


class ReadingIsNotActive(DomainError):
    pass


@transaction.atomic
def record_reading(
    vehicle: Vehicle,
    *,
    km: int,
    read_on: date,
    by: Actor,
    unit: str = Unit.KM,
    source: str = OdometerReading.Source.WORKSHOP,
    photo: Document | None = None,
    drop_confirmed: bool = False,
) -> OdometerReading:
    """Add a reading to the vehicle's history. `km` is as read, in `unit`.

    Raises ReadInTheFuture, NotAReading beyond seven digits, and OdometerDropped if the readings would go
    down by it, unless confirmed.
    """
    # Lock the vehicle: two receptionists saving at once must not both pass the check below.
    _lock(vehicle)
    facts = _facts(km, unit, read_on)
    epoch = epoch_on(vehicle, read_on)

    # Car-Pass shows every reading to the buyer and a drop reads as fraud, so a typing error
    # must be caught before it is sent. Source: car-pass.be/en/about-car-pass (seen 2026-11-21).
    if not drop_confirmed:
        _refuse_drop(readings_of(vehicle, epoch), facts["km"], read_on)

    reading = OdometerReading.objects.create(
        vehicle=vehicle, epoch=epoch, source=source, photo=photo, recorded_by=by.member, **facts
    )
    record("vehicles.odometer_recorded", vehicle, by=by, km=reading.km, drop_confirmed=drop_confirmed)
    return reading


@transaction.atomic
def correct_reading(
    reading: OdometerReading, *, km: int, read_on: date, by: Actor, unit: str = Unit.KM
) -> OdometerReading:
    """A new row in the place of a wrong one; the wrong one stays to be seen.

    Returns `reading` itself when nothing changes. Raises ReadingIsNotActive when somebody was quicker,
    ReadInTheFuture, NotAReading.
    """
    _lock(reading.vehicle)
    reading = _locked(reading)
    facts = _facts(km, unit, read_on)
    if all(getattr(reading, name) == value for name, value in facts.items()):
        return reading
    reading.state = OdometerReading.State.SUPERSEDED
    reading.save(update_fields=["state"])
    corrected = OdometerReading.objects.create(
        vehicle=reading.vehicle,
        # The same day keeps its epoch: on the day of works on the odometer there are readings of both.
        epoch=reading.epoch if read_on == reading.read_on else epoch_on(reading.vehicle, read_on),
        source=reading.source,
        photo=reading.photo,
        supersedes=reading,
        recorded_by=by.member,
        **facts,
    )
    record("vehicles.odometer_corrected", reading.vehicle, by=by, km=corrected.km, wrong=reading.km)
    return corrected


@transaction.atomic
def void_reading(reading: OdometerReading, *, reason: str, by: Actor) -> OdometerReading:
    """It was of another vehicle, or never read. Raises ReadingIsNotActive, NotAReading without a reason."""
    if not reason.strip():
        raise NotAReading(_("Say why this reading does not count."), field="reason")
    reading = _locked(reading)
    reading.state, reading.void_reason = OdometerReading.State.VOID, reason.strip()[:200]
    reading.save(update_fields=["state", "void_reason"])
    record("vehicles.odometer_voided", reading.vehicle, by=by, km=reading.km, reason=reading.void_reason)
    return reading


@transaction.atomic
def record_odometer_work(
    vehicle: Vehicle,
    *,
    kind: str,
    done_on: date,
    km_before: int,
    km_after: int,
    reason: str,
    done_by: str,
    by: Actor,
    document: Document | None = None,
    first_reading: OdometerReading | None = None,
) -> OdometerWork:
    """From here on a new epoch: later readings are no longer compared with those before. `first_reading` was
    read after the works, if one of their day was.

    Belgian law forbids to change a reading, but an odometer that is defective must be repaired or replaced:
    law of 11 June 2004, art. 3 (seen 2026-11-21). So it is written down what stood on it before and after.
    Raises ReadInTheFuture, NotAReading.
    """
    _lock(vehicle)
    before, after = _facts(km_before, Unit.KM, done_on), _facts(km_after, Unit.KM, done_on)
    work = OdometerWork.objects.create(
        vehicle=vehicle,
        kind=kind,
        done_on=done_on,
        km_before=before["km"],
        km_after=after["km"],
        reason=reason.strip()[:200],
        done_by=done_by.strip()[:100],
        document=document,
        recorded_by=by.member,
    )
    # Written down late: what was read since then belongs to the new epoch.
    later = Q(read_on__gt=done_on) | Q(pk=first_reading.pk if first_reading else None, read_on=done_on)
    vehicle.odometer_readings.filter(later).update(epoch=F("epoch") + 1)
    record("vehicles.odometer_worked_on", vehicle, by=by, km_before=km_before, km_after=km_after)
    return work


def epoch_on(vehicle: Vehicle, day: date) -> int:
    """A reading of the day of the works is one after them."""
    return 1 + OdometerWork.objects.filter(vehicle=vehicle, done_on__lte=day).count()


def history_of(vehicle: Vehicle, epoch: int) -> OdometerReadingQuerySet:
    """Those that count in an epoch, in the order in which they were made."""
    return readings_of(vehicle, epoch).order_by("read_on", "pk")


def readings_of(vehicle: Vehicle, epoch: int) -> OdometerReadingQuerySet:
    """Those that count in an epoch, newest first."""
    return OdometerReading.objects.active().filter(vehicle=vehicle, epoch=epoch).newest_first()


def newest_reading(vehicle: Vehicle) -> OdometerReading | None:
    return OdometerReading.objects.active().filter(vehicle=vehicle).newest_first().first()


def km_of(value: int, unit: str) -> int:
    return round(value * KM_PER_MILE) if unit == Unit.MILES else value


def _facts(value: int, unit: str, read_on: date) -> dict[str, Any]:
    if read_on > active_garage().today():
        raise ReadInTheFuture(_("This day is still to come."))
    km = km_of(value, unit)
    if not 0 <= km <= MAX_KM:
        raise NotAReading(_("An odometer shows at most seven digits."))
    return {"km": km, "value": value, "unit": unit, "read_on": read_on}


def _lock(vehicle: Vehicle) -> None:
    Vehicle.objects.select_for_update().get(pk=vehicle.pk)


def _locked(reading: OdometerReading) -> OdometerReading:
    reading = (
        OdometerReading.objects.select_for_update(of=("self",)).select_related("vehicle").get(pk=reading.pk)
    )
    if not reading.is_active:
        raise ReadingIsNotActive(_("This reading was corrected already."))
    return reading


def _refuse_drop(readings: OdometerReadingQuerySet, km: int, read_on: date) -> None:
    previous = readings.filter(read_on__lte=read_on).first()
    if previous and km < previous.km:
        raise OdometerDropped(_("Lower than the previous reading of %(km)s km.") % {"km": previous.km})
    following = readings.filter(read_on__gt=read_on).last()
    if following and km > following.km:
        raise OdometerDropped(_("Higher than the later reading of %(km)s km.") % {"km": following.km})
