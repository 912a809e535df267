"""Where people who do not work for a garage go after signing in. Apps register in AppConfig.ready()."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from garageflow.tenancy.models import Membership
from garageflow.tenancy.urls import garage_url


@dataclass(frozen=True, slots=True)
class OutsidePage:
    label: str | Promise
    url_name: str


@dataclass(frozen=True, slots=True)
class OutsideLink:
    garage: object
    label: str
    url: str


_pages: dict[str, OutsidePage] = {}


def register_outside_page(role: str, *, label: str | Promise, url_name: str) -> None:
    _pages[str(role)] = OutsidePage(label, url_name)


def outside_links(memberships: list[Membership]) -> list[OutsideLink]:
    return [
        OutsideLink(
            membership.garage, str(_pages[role].label), garage_url(membership.garage, _pages[role].url_name)
        )
        for membership in memberships
        for role in membership.roles
        if role in _pages
    ]
