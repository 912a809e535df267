"""Work orders: planned by reception, done by a mechanic, ended by reception."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from garageflow.audit.domain import record
from garageflow.customers.models import Customer
from garageflow.errors import DomainError
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Member, Role, Shop
from garageflow.tenancy.numbers import next_number
from garageflow.vehicles.models import OdometerReading, Vehicle
from garageflow.workshop.domain.lines import plan_works
from garageflow.workshop.models import WorkOrder

NUMBERS = "work_order"


class OrderIsClosed(DomainError):
    pass


class OrderIsOpen(DomainError):
    pass


class NotAMechanic(DomainError):
    field = "mechanic"


@transaction.atomic
def create_order(
    vehicle: Vehicle,
    *,
    shop: Shop,
    planned_on: date,
    planned_at: time | None = None,
    customer: Customer | None = None,
    mechanic: Member | None = None,
    complaint: str = "",
    works: Iterable[str] = (),
    by: Actor,
) -> WorkOrder:
    """Raises NotAMechanic."""
    _check_mechanic(mechanic)
    order = WorkOrder.objects.create(
        number=next_number(NUMBERS),
        vehicle=vehicle,
        customer=customer,
        shop=shop,
        mechanic=mechanic,
        planned_on=planned_on,
        planned_at=planned_at,
        complaint=complaint,
        created_by=by.member,
    )
    plan_works(order, works)
    record("workshop.order_created", order, by=by, vehicle=str(vehicle))
    return order


@transaction.atomic
def change_order(order: WorkOrder, *, works: Iterable[str], by: Actor, **values: Any) -> WorkOrder:
    """`values`: customer, shop, mechanic, planned_on, planned_at, complaint.

    Raises OrderIsClosed, NotAMechanic.
    """
    order = lock_unfinished(order)
    changed = [name for name, value in values.items() if getattr(order, name) != value]
    if "mechanic" in changed:
        _check_mechanic(values["mechanic"])
    for name in changed:
        setattr(order, name, values[name])
    order.save(update_fields=changed)
    if plan_works(order, works):
        changed.append("works")
    if changed:
        record("workshop.order_changed", order, by=by, fields=changed)
    return order


@transaction.atomic
def assign_mechanic(order: WorkOrder, *, mechanic: Member | None, by: Actor) -> WorkOrder:
    """Raises OrderIsClosed, NotAMechanic."""
    order = lock_unfinished(order)
    if order.mechanic == mechanic:
        return order
    _check_mechanic(mechanic)
    order.mechanic = mechanic
    order.save(update_fields=["mechanic"])
    record("workshop.mechanic_assigned", order, by=by, name=mechanic.name if mechanic else "–")
    return order


@transaction.atomic
def close_order(order: WorkOrder, *, by: Actor, reading: OdometerReading | None = None) -> WorkOrder:
    """End of service. `reading` replaces the mechanic's. Raises OrderIsClosed."""
    order = lock_unfinished(order)
    order.state = WorkOrder.State.CLOSED
    order.closed_at = timezone.now()
    if reading is not None:
        order.reading = reading
    order.save(update_fields=["state", "closed_at", "reading"])
    km = order.reading.km if order.reading else None
    record("workshop.order_closed", order, by=by, km=km)
    return order


@transaction.atomic
def reopen_order(order: WorkOrder, *, by: Actor) -> WorkOrder:
    """Closed too early: the work goes on. What was reported stays reported. Raises OrderIsOpen."""
    order = _locked(order)
    if not order.is_closed:
        raise OrderIsOpen(_("This work order is open already."))
    order.state = WorkOrder.State.IN_PROGRESS
    order.closed_at = None
    order.save(update_fields=["state", "closed_at"])
    record("workshop.order_reopened", order, by=by)
    return order


@transaction.atomic
def hand_over_orders(leaving: Member, *, to: Member | None, by: Actor) -> int:
    """All unfinished orders of somebody go to a colleague, or to nobody yet. Raises NotAMechanic."""
    _check_mechanic(to)
    orders = WorkOrder.objects.unfinished().filter(mechanic=leaving)
    count = orders.update(mechanic=to)
    if count:
        record("workshop.orders_handed_over", leaving, by=by, count=count, name=to.name if to else "–")
    return count


def hand_over_on_departure(leaving: Member, by: Actor) -> None:
    """His unfinished orders are nobody's, and stand on top of the calendar until somebody takes them."""
    hand_over_orders(leaving, to=None, by=by)


def mechanics() -> list[Member]:
    """Who may be given work."""
    staff = Member.objects.current_staff().filter(membership__roles__contains=[Role.MECHANIC])
    return list(staff.order_by("name", "pk"))


def lock_unfinished(order: WorkOrder) -> WorkOrder:
    """The row as it is now, locked. Raises OrderIsClosed."""
    order = _locked(order)
    if order.is_closed:
        raise OrderIsClosed(_("This work order is closed."))
    return order


def _locked(order: WorkOrder) -> WorkOrder:
    return (
        WorkOrder.objects.select_for_update(of=("self",))
        .select_related("vehicle", "reading")
        .get(pk=order.pk)
    )


def _check_mechanic(member: Member | None) -> None:
    if member is not None and member not in mechanics():
        raise NotAMechanic(_("%(name)s does not work here as a mechanic.") % {"name": member.name})
