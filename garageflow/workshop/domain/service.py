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
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.vehicles.domain.odometer import record_reading
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
    drop_confirmed: bool = False,
    read_on: date | None = None,
) -> WorkOrder:
    """The whole of what the mechanic knows, each time he saves: a phone without connection may send it twice.

    Raises OrderIsClosed, OdometerDropped (unless confirmed), FileRefused.
    """
    order = lock_unfinished(order)
    facts: dict[str, Any] = {}
    if km is not None:
        read_on = read_on or active_garage().today()
        if _is_new_reading(order, km, read_on) or photo is not None:
            order.reading = record_reading(
                order.vehicle, km=km, read_on=read_on, by=by, drop_confirmed=drop_confirmed
            )
            facts["km"] = km
    if photo is not None:
        store_photo(order, photo, by=by)
    order.remark = remark
    order.state = WorkOrder.State.READY if is_ready else WorkOrder.State.IN_PROGRESS
    order.save(update_fields=["reading", "remark", "state"])
    tick_works(order, works)
    record("workshop.service_entered", order, by=by, ready=is_ready, **facts)
    return order


def store_photo(order: WorkOrder, photo: File[bytes], *, by: Actor) -> Document:
    return store_document(photo, kind=PHOTO, subject=order, by=by, name=f"{order.number}.jpg")


def _is_new_reading(order: WorkOrder, km: int, read_on: date) -> bool:
    known = order.reading
    return known is None or known.km != km or known.read_on != read_on
