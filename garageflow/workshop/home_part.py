"""What the workshop shows on pages of others: the home screen, a customer's page, a vehicle's menu."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from garageflow.customers.models import Customer
from garageflow.customers.registry import CustomerVehicle
from garageflow.tenancy.http import GarageRequest, MemberRequest
from garageflow.ui.counters import count_of
from garageflow.ui.home import Action, Attention, HomePart
from garageflow.ui.parts import Tile, shares
from garageflow.vehicles.models import Vehicle
from garageflow.workshop.models import WorkOrder
from garageflow.workshop.roles import ORDER_ROLES, PLAN_ROLES
from garageflow.workshop.rows import STATE_TONES

State = WorkOrder.State


def home_part(request: MemberRequest) -> HomePart:
    """The orders of today by how far they are."""
    today = request.garage.today()
    wanted = {state: Count("pk", filter=Q(state=state)) for state in State.values}
    counts = WorkOrder.objects.filter(planned_on=today).aggregate(**wanted)
    url = reverse("workshop:order-list")
    numbers = [counts[state] for state in State.values]
    tiles = [
        Tile(
            label=str(state.label),
            count=number,
            url=f"{url}?{urlencode({'planned_from': today, 'planned_until': today, 'state': state.value})}",
            tone=STATE_TONES[state],
            share=share,
        )
        for state, number, share in zip(State, numbers, shares(numbers), strict=True)
    ]
    actions = []
    if request.membership.has_any_role(PLAN_ROLES):
        actions.append(Action(label=_("Work order"), url=reverse("workshop:order-new")))
    return HomePart(title=_("Workshop today"), url=url, tiles=tiles, actions=actions)


def attention(request: MemberRequest) -> list[Attention]:
    """Cars that wait for reception, and orders whose day is gone."""
    lines = []
    ready = count_of(request, ready_orders)
    if ready:
        text = ngettext(
            "%(count)s car is ready: end the service while it is still here",
            "%(count)s cars are ready: end the service while they are still here",
            ready,
        )
        url = f"{reverse('workshop:order-list')}?state={State.READY}"
        lines.append(Attention(tone="soon", text=text % {"count": ready}, url=url))
    return lines


def ready_orders(request: MemberRequest) -> QuerySet[WorkOrder]:
    return WorkOrder.objects.filter(state=State.READY)


def vehicles_of(customer: Customer) -> list[CustomerVehicle]:
    vehicles = Vehicle.objects.filter(pk__in=WorkOrder.objects.filter(customer=customer).values("vehicle"))
    return [
        CustomerVehicle(
            number=vehicle.number,
            title=vehicle.title,
            plate=vehicle.plate_display,
            plate_country=vehicle.plate_country,
        )
        for vehicle in vehicles.order_by("plate")
    ]


def keepers_of(vehicle_number: int) -> list[Customer]:
    """Who brought it, the last one first."""
    orders = WorkOrder.objects.filter(vehicle__number=vehicle_number, customer__isnull=False)
    return [order.customer for order in orders.select_related("customer").order_by("-pk")[:5]]


def new_order_url(vehicle_number: int) -> str:
    return f"{reverse('workshop:order-new')}?{urlencode({'vehicle': vehicle_number})}"


def may_see_order(request: GarageRequest, order_id: int) -> bool:
    return request.membership is not None and request.membership.has_any_role(ORDER_ROLES)
