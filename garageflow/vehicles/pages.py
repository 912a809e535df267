"""Pages of features about a vehicle: which one shows it, and what is offered to a new owner.

Features register theirs, since the kernel has none and they do not know each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from garageflow.tenancy.models import Garage
from garageflow.vehicles.models import Vehicle


@dataclass(frozen=True, slots=True)
class _Page:
    url_of: Callable[[int], str]
    roles: frozenset[str]
    feature: str


_pages: list[_Page] = []


def register_vehicle_page(url_of: Callable[[int], str], *, roles: Iterable[str], feature: str = "") -> None:
    """`url_of` gives the address for a vehicle's number. The first page that a member may open is used."""
    _pages.append(_Page(url_of, frozenset(roles), feature))


def vehicle_page_for(garage: Garage, roles: Iterable[str]) -> Callable[[int], str] | None:
    """How this member's links to vehicles are made; None when there is no page for him."""
    held = set(roles)
    for page in _pages:
        if page.roles & held and (not page.feature or garage.has_feature(page.feature)):
            return page.url_of
    return None


@dataclass(frozen=True, slots=True)
class Offer:
    """Something a garage may do for the new owner of a vehicle, on a page of its feature."""

    label: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class _RegisteredOffer:
    build: Callable[[Vehicle], Offer | None]
    roles: frozenset[str]
    feature: str


_offers: list[_RegisteredOffer] = []


def register_offer(
    build: Callable[[Vehicle], Offer | None], *, roles: Iterable[str], feature: str = ""
) -> None:
    """`build` gives None when there is nothing to offer for this vehicle."""
    _offers.append(_RegisteredOffer(build, frozenset(roles), feature))


def offers_for(garage: Garage, roles: Iterable[str], vehicle: Vehicle) -> list[Offer]:
    held = set(roles)
    found = [
        one.build(vehicle)
        for one in _offers
        if one.roles & held and (not one.feature or garage.has_feature(one.feature))
    ]
    return [offer for offer in found if offer is not None]
