"""The sidebar. Apps register their entry in AppConfig.ready(); the shell shows what the member may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from garageflow.tenancy.http import GarageRequest, MemberRequest
from garageflow.ui.counters import Counter, count

# The phone's bar has room for this many, and for the button that shows all.
ON_PHONE = 4


@dataclass(frozen=True, slots=True)
class NavItemSpec:
    """An entry as an app registers it. `counter` is cheap: it is counted on every page."""

    label: str | Promise
    url_name: str
    icon: str
    roles: frozenset[str]
    order: int
    counter: Counter | None = None
    tone: str = "now"
    section: str | Promise = ""
    feature: str = ""


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry as the shell draws it."""

    name: str
    url: str
    icon: str
    current: bool = False
    count: int = 0
    tone: str = "now"
    section: str = ""


_specs: dict[str, NavItemSpec] = {}


def register(spec: NavItemSpec) -> None:
    _specs[spec.url_name] = spec


def registered() -> list[NavItemSpec]:
    return sorted(_specs.values(), key=lambda spec: spec.order)


def navigation_for(request: GarageRequest, roles: frozenset[str]) -> list[NavItem]:
    return _items(request, roles, count(request, counters_for(request, roles)))


def navigation_without_counts(request: GarageRequest, roles: frozenset[str]) -> list[NavItem]:
    return _items(request, roles, {})


def _items(request: GarageRequest, roles: frozenset[str], counts: Mapping[Counter, int]) -> list[NavItem]:
    allowed = _allowed(request, roles)
    urls = [reverse(spec.url_name) for spec in allowed]
    current = _deepest(urls, request.path)
    return [
        NavItem(
            name=str(spec.label),
            url=url,
            icon=spec.icon,
            current=url == current,
            count=counts.get(spec.counter, 0) if spec.counter else 0,
            tone=spec.tone,
            section=str(spec.section),
        )
        for spec, url in zip(allowed, urls, strict=True)
    ]


def counters_for(request: GarageRequest, roles: frozenset[str]) -> list[Counter]:
    """A page that counts something itself asks for these as well: together they are one statement."""
    return [spec.counter for spec in _allowed(request, roles) if spec.counter]


def count_with_sidebar(request: MemberRequest, counter: Counter) -> int:
    """For a page that says itself what the sidebar counts."""
    return count(request, [counter, *counters_for(request, frozenset(request.membership.roles))])[counter]


def _allowed(request: GarageRequest, roles: frozenset[str]) -> list[NavItemSpec]:
    return [
        spec
        for spec in registered()
        if spec.roles & roles and (not spec.feature or request.garage.has_feature(spec.feature))
    ]


def _deepest(urls: list[str], path: str) -> str:
    """The entry under which this page lies: the home entry is a prefix of all, so the longest wins."""
    return max((url for url in urls if path.startswith(url)), key=len, default="")
