"""What a mechanic says about an order from his phone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import transaction

from garageflow.audit.domain import record
from garageflow.documents.domain.documents import store_document
from garageflow.documents.models import Document
from garageflow.documents.registry import subject_of
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.vehicles.domain.odometer import correct_reading, record_reading
from garageflow.vehicles.models import OdometerReading, Unit, Vehicle
from garageflow.workshop.domain.lines import tick_works
from garageflow.workshop.domain.orders import lock_unfinished
from garageflow.workshop.models import WorkOrder

PHOTO = "workshop.dashboard"


@transaction.atomic
def start_order(order: WorkOrder, *, by: Actor) -> WorkOrder:
    """The mechanic begins. Saying it twice is no mistake. Raises OrderIsClosed."""
    order = lock_unfinished(order)
    if order.state != WorkOrder.State.OPEN:
        return order
    order.state = WorkOrder.State.IN_PROGRESS
    order.save(update_fields=["state"])
    record("workshop.order_started", order, by=by)
    return order


@transaction.atomic
def enter_service(
    order: WorkOrder,
    *,
    km: int | None,
    works: Iterable[str],
    remark: str,
    is_ready: bool,
    by: Actor,
    photo: File[bytes] | None = None,
    unit: str = Unit.KM,
    drop_confirmed: bool = False,
) -> WorkOrder:
    """The whole of what the mechanic knows, each time he saves: a phone without connection may send it twice.

    `km` is as read, in `unit`. Raises OrderIsClosed, OdometerDropped (unless confirmed), FileRefused.
    """
    order = lock_unfinished(order)
    facts: dict[str, Any] = {}
    document = store_photo(order, photo, by=by) if photo is not None else None
    if km is not None:
        day = active_garage().today()
        order.reading = _read(order, km, unit, day, document, by=by, drop_confirmed=drop_confirmed)
        facts["km"] = order.reading.km
    order.remark = remark
    order.state = WorkOrder.State.READY if is_ready else WorkOrder.State.IN_PROGRESS
    order.save(update_fields=["reading", "remark", "state"])
    tick_works(order, works)
    record("workshop.service_entered", order, by=by, ready=is_ready, **facts)
    return order


def store_photo(order: WorkOrder, photo: File[bytes], *, by: Actor) -> Document:
    return store_document(photo, kind=PHOTO, subject=order, by=by, name=f"{order.number}.jpg")


def is_read_in_miles(vehicle: Vehicle) -> bool:
    return OdometerReading.objects.filter(vehicle=vehicle, unit=Unit.MILES).exists()


def photo_of(order: WorkOrder) -> Document | None:
    """The newest."""
    photos = Document.objects.filter(subject=subject_of(order), kind=PHOTO)
    return photos.order_by("-pk").first()


def _read(
    order: WorkOrder,
    value: int,
    unit: str,
    day: date,
    photo: Document | None,
    *,
    by: Actor,
    drop_confirmed: bool,
) -> OdometerReading:
    """The first time a new reading; after that the same one, or its correction."""
    known = order.reading
    if known is not None and known.is_active:
        is_same = (known.value, known.unit) == (value, unit)
        return known if is_same else correct_reading(known, km=value, unit=unit, read_on=day, by=by)
    return record_reading(
        order.vehicle,
        km=value,
        unit=unit,
        read_on=day,
        source=OdometerReading.Source.MECHANIC,
        photo=photo,
        by=by,
        drop_confirmed=drop_confirmed,
    )
