"""The menu of a vehicle: what each feature can do with it, on every page that shows one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from garageflow.tenancy.http import MemberRequest
from garageflow.vehicles.models import Vehicle


@dataclass(frozen=True, slots=True)
class MenuItem:
    label: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class _Registered:
    label: str | Promise
    url_of: Callable[[int], str]
    icon: str
    roles: frozenset[str]
    feature: str
    order: int


_items: list[_Registered] = []


def register_vehicle_menu(
    label: str | Promise,
    url_of: Callable[[int], str],
    *,
    icon: str,
    roles: Iterable[str],
    feature: str = "",
    order: int = 50,
) -> None:
    """`url_of` gives the address for a vehicle's number: a page, since a menu only leads somewhere."""
    _items.append(_Registered(label, url_of, icon, frozenset(roles), feature, order))


def vehicle_menu(request: MemberRequest, vehicle: Vehicle) -> list[MenuItem]:
    roles = set(request.membership.roles)
    return [
        MenuItem(str(item.label), item.url_of(vehicle.number), item.icon)
        for item in sorted(_items, key=lambda item: item.order)
        if item.roles & roles and (not item.feature or request.garage.has_feature(item.feature))
    ]
