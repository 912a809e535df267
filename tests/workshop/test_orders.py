from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from garageflow.audit.models import Entry
from garageflow.members.domain.roster import end_membership
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from garageflow.tenancy.models import Role
from garageflow.workshop.domain.orders import (
    NotAMechanic,
    OrderIsClosed,
    OrderIsOpen,
    assign_mechanic,
    change_order,
    close_order,
    create_order,
    hand_over_orders,
    reopen_order,
)
from garageflow.workshop.models import WorkOrder
from tests.factories import (
    MemberFactory,
    OdometerReadingFactory,
    ShopFactory,
    VehicleFactory,
    WorkOrderFactory,
)

TODAY = date(2026, 11, 20)


def _events() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("event", flat=True))


def test_orders_are_numbered_one_after_the_other_in_each_garage(in_peeters, dubois, reception):
    shop, vehicle = ShopFactory(), VehicleFactory()

    numbers = [create_order(vehicle, shop=shop, planned_on=TODAY, by=reception).number for _order in range(2)]

    assert numbers == [1, 2]
    with garage_active(dubois):
        theirs = create_order(VehicleFactory(), shop=ShopFactory(), planned_on=TODAY, by=SYSTEM)
        assert theirs.number == 1


def test_an_order_keeps_the_works_that_are_on_the_list(in_peeters, reception):
    order = create_order(
        VehicleFactory(),
        shop=ShopFactory(),
        planned_on=TODAY,
        works=["brakes.fluid", "no.such.work"],
        by=reception,
    )

    assert list(order.lines.values_list("code", "is_planned", "is_done")) == [("brakes.fluid", True, False)]
    assert _events() == ["workshop.order_created"]


def test_work_is_given_to_mechanics_only(in_peeters, reception, mechanic):
    order = WorkOrderFactory()

    with pytest.raises(NotAMechanic):
        assign_mechanic(order, mechanic=reception.member, by=reception)
    assign_mechanic(order, mechanic=mechanic.member, by=reception)
    assign_mechanic(order, mechanic=mechanic.member, by=reception)

    assert WorkOrder.objects.get().mechanic == mechanic.member
    assert _events() == ["workshop.mechanic_assigned"]


def test_changing_nothing_leaves_no_trace(in_peeters, reception):
    order = WorkOrderFactory(complaint="rattles")

    change_order(order, complaint="rattles", works=[], by=reception)

    assert _events() == []


def test_a_change_names_what_changed(in_peeters, reception):
    order = WorkOrderFactory()

    change_order(order, complaint="rattles", planned_on=TODAY, works=["brakes.fluid"], by=reception)

    assert Entry.objects.get().facts == {"fields": ["complaint", "planned_on", "works"]}


def test_the_end_of_service_keeps_the_reading(in_peeters, reception):
    order = WorkOrderFactory(reading=OdometerReadingFactory(km=40_000))
    checked = OdometerReadingFactory(km=41_000, vehicle=order.vehicle)

    close_order(order, reading=checked, by=reception)

    order.refresh_from_db()
    assert (order.state, order.reading) == ("closed", checked)
    assert Entry.objects.get().facts == {"km": 41_000}


def test_a_closed_order_is_changed_no_more_until_it_is_opened_again(in_peeters, reception):
    order = close_order(WorkOrderFactory(), by=reception)

    with pytest.raises(OrderIsClosed):
        close_order(order, by=reception)
    with pytest.raises(OrderIsClosed):
        change_order(order, complaint="rattles", works=[], by=reception)
    reopen_order(order, by=reception)
    with pytest.raises(OrderIsOpen):
        reopen_order(order, by=reception)

    order.refresh_from_db()
    assert (order.state, order.closed_at) == ("in_progress", None)


def test_who_leaves_hands_over_what_is_not_finished(in_peeters, owner, mechanic):
    colleague = MemberFactory(roles=[Role.MECHANIC])
    WorkOrderFactory.create_batch(2, mechanic=mechanic.member)
    WorkOrderFactory(mechanic=mechanic.member, state="closed", closed_at=timezone.now())

    assert hand_over_orders(mechanic.member, to=colleague, by=owner) == 2

    assert WorkOrder.objects.unfinished().filter(mechanic=colleague).count() == 2
    assert WorkOrder.objects.filter(mechanic=mechanic.member).count() == 1


def test_leaving_the_garage_leaves_no_order_behind(in_peeters, owner, mechanic):
    order = WorkOrderFactory(mechanic=mechanic.member)

    end_membership(mechanic.member, by=owner)

    order.refresh_from_db()
    assert order.mechanic is None
    assert _events() == ["workshop.orders_handed_over", "members.membership_ended"]


@pytest.mark.parametrize(
    "wrong", [{"state": "lost"}, {"state": "closed"}, {"state": "open", "closed_at": timezone.now()}]
)
def test_the_database_refuses_states_that_cannot_be(in_peeters, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkOrderFactory(**wrong)
