"""Where people who do not work for a garage go after signing in. Apps register in AppConfig.ready()."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from garageflow.tenancy.models import Garage, Membership
from garageflow.tenancy.urls import garage_url, site_url


@dataclass(frozen=True, slots=True)
class OutsidePage:
    label: str | Promise
    url_name: str
    # One page of the platform for all garages of a person, instead of one in each.
    is_of_platform: bool


@dataclass(frozen=True, slots=True)
class OutsideLink:
    """`garage` is None for a page over all garages."""

    garage: Garage | None
    label: str
    url: str


_pages: dict[str, OutsidePage] = {}


def register_outside_page(
    role: str, *, label: str | Promise, url_name: str, is_of_platform: bool = False
) -> None:
    _pages[str(role)] = OutsidePage(label, url_name, is_of_platform)


def outside_links(memberships: list[Membership]) -> list[OutsideLink]:
    """Each once."""
    links = {
        (role, None if _pages[role].is_of_platform else membership.garage_id): _link(_pages[role], membership)
        for membership in memberships
        for role in membership.roles
        if role in _pages
    }
    return list(links.values())


def _link(page: OutsidePage, membership: Membership) -> OutsideLink:
    if page.is_of_platform:
        return OutsideLink(None, str(page.label), site_url(page.url_name))
    garage = membership.garage
    return OutsideLink(garage, str(page.label), garage_url(garage, page.url_name))
