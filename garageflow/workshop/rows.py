"""Work orders as the pages print them: strings, ready made (house style, section 9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import time_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from garageflow.tables.writing import Value
from garageflow.ui.templatetags.ui import day, km
from garageflow.workshop.models import WorkOrder

State = WorkOrder.State

STATE_TONES = {State.OPEN: "none", State.IN_PROGRESS: "busy", State.READY: "soon", State.CLOSED: "ok"}


@dataclass(frozen=True, slots=True)
class OrderRow:
    url: str
    service_url: str
    number: int
    country: str
    plate: str
    vin: str
    vehicle: str
    customer: str
    complaint: str
    mechanic: str
    shop: str
    day: str
    hour: str
    # Planned for a day that is gone, and not finished.
    is_late: bool
    km: str
    state: str
    tone: str
    is_closed: bool


def order_row(order: WorkOrder, today: date) -> OrderRow:
    vehicle = order.vehicle
    return OrderRow(
        url=reverse("workshop:order", args=[order.number]),
        service_url=reverse("workshop:service", args=[order.number]),
        number=order.number,
        country=vehicle.plate_country,
        plate=vehicle.plate_display,
        vin=vehicle.vin,
        vehicle=vehicle.title or vehicle.vin or _("Vehicle %(number)s") % {"number": vehicle.number},
        customer=order.customer.full_name if order.customer else "",
        complaint=order.complaint,
        mechanic=order.mechanic.name if order.mechanic else "",
        shop=order.shop.name,
        day=_("today") if order.planned_on == today else day(order.planned_on),
        hour=time_format(order.planned_at, "H:i") if order.planned_at else "",
        is_late=not order.is_closed and order.planned_on < today,
        km=km(order.reading.km) if order.reading else "",
        state=capfirst(str(State(order.state).label)),
        tone=STATE_TONES[State(order.state)],
        is_closed=order.is_closed,
    )


def export_headers() -> list[str]:
    return [
        _("number"),
        _("plate"),
        _("VIN"),
        _("vehicle"),
        _("customer"),
        _("shop"),
        _("mechanic"),
        _("planned on"),
        _("hour"),
        _("what the customer asks"),
        _("odometer reading (km)"),
        _("state"),
    ]


def export_rows(orders: Iterable[WorkOrder]) -> Iterator[list[Value]]:
    for order in orders:
        yield [
            order.number,
            order.vehicle.plate_display,
            order.vehicle.vin,
            order.vehicle.title,
            order.customer.full_name if order.customer else "",
            order.shop.name,
            order.mechanic.name if order.mechanic else "",
            order.planned_on,
            time_format(order.planned_at, "H:i") if order.planned_at else "",
            order.complaint,
            order.reading.km if order.reading else None,
            str(State(order.state).label),
        ]
