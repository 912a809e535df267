"""One search over what a member may see: plate, VIN, customer and number."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from garageflow.customers.models import Customer
from garageflow.customers.roles import VIEW_ROLES
from garageflow.customers.search import customers_matching, customers_with_words_inside
from garageflow.tenancy.http import MemberRequest
from garageflow.vehicles.pages import vehicle_pages_for
from garageflow.vehicles.search import vehicles_matching

SHORTEST = 2
LONGEST = 100
SUGGESTED = 5
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Hit:
    url: str
    title: str
    detail: str
    plate: str = ""
    plate_country: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    icon: str
    hits: list[Hit]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Found:
    groups: list[Group]

    @property
    def count(self) -> int:
        return sum(len(group.hits) for group in self.groups)

    @property
    def only_url(self) -> str:
        """Where a single hit leads; empty when there are none or several."""
        hits = [hit for group in self.groups for hit in group.hits]
        return hits[0].url if len(hits) == 1 else ""


def search(request: MemberRequest, text: str, *, limit: int = SHOWN) -> Found:
    text = " ".join(text.replace("\0", "").split())[:LONGEST]
    if len(text) < SHORTEST and not text.isdecimal():
        return Found([])
    groups = [_vehicles(request, text, limit)]
    if request.membership.has_any_role(VIEW_ROLES):
        groups.append(_customers(text, limit))
    return Found([group for group in groups if group.hits])


def _vehicles(request: MemberRequest, text: str, limit: int) -> Group:
    vehicles = list(vehicles_matching(text).order_by("plate", "pk")[: limit + 1])
    numbers = [vehicle.number for vehicle in vehicles]
    urls = vehicle_pages_for(request.garage, request.membership.roles, numbers)
    hits = [
        Hit(
            url=urls[vehicle.number],
            title=vehicle.title or vehicle.vin or _("Vehicle %(number)s") % {"number": vehicle.number},
            detail=vehicle.vin if vehicle.title else "",
            plate=vehicle.plate_display,
            plate_country=vehicle.plate_country,
        )
        for vehicle in vehicles[:limit]
        if vehicle.number in urls
    ]
    return Group(_("Vehicles"), "vehicle", hits, has_more=len(vehicles) > limit)


def _customers(text: str, limit: int) -> Group:
    customers = list(customers_matching(text).order_by("name_key", "pk")[: limit + 1])
    if not customers:
        inside = customers_with_words_inside(text, Customer.objects.all())
        customers = list(inside.order_by("name_key", "pk")[: limit + 1])
    hits = [
        Hit(
            url=reverse("customers:detail", args=[customer.number]),
            title=customer.full_name,
            detail=" · ".join(filter(None, (customer.email, customer.city))),
        )
        for customer in customers[:limit]
    ]
    return Group(_("Customers"), "customers", hits, has_more=len(customers) > limit)
