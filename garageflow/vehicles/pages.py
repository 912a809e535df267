"""Which page shows a vehicle: a feature registers its own, since the kernel has none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from garageflow.tenancy.models import Garage


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
