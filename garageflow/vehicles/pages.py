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
    shows: Callable[[set[int]], set[int]] | None


_pages: list[_Page] = []


def register_vehicle_page(
    url_of: Callable[[int], str],
    *,
    roles: Iterable[str],
    feature: str = "",
    shows: Callable[[set[int]], set[int]] | None = None,
) -> None:
    """`url_of` gives the address for a vehicle's number. `shows` says which of some numbers the page
    knows, when it does not know all. The first page that a member may open is used."""
    _pages.append(_Page(url_of, frozenset(roles), feature, shows))


def vehicle_pages_for(garage: Garage, roles: Iterable[str], numbers: Iterable[int]) -> dict[int, str]:
    """Where this member's links to these vehicles lead; left out is what he has no page for."""
    held, left = set(roles), set(numbers)
    urls: dict[int, str] = {}
    for page in _pages:
        if left and page.roles & held and (not page.feature or garage.has_feature(page.feature)):
            shown = left if page.shows is None else page.shows(left)
            urls |= {number: page.url_of(number) for number in shown}
            left = left - shown
    return urls


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
