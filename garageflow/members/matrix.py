"""Role × route, read from the addresses themselves: what the page shows is what the middleware enforces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from garageflow.members.route_names import has_name, names_of
from garageflow.members.rows import role_names
from garageflow.tenancy.models import STAFF_ROLES


@dataclass(frozen=True, slots=True)
class Route:
    app_name: str
    url_name: str
    address: str
    roles: tuple[str, ...]

    @property
    def has_name(self) -> bool:
        return has_name(self.app_name, self.url_name)

    @property
    def name(self) -> str:
        names = names_of(self.app_name)
        known = names.names.get(self.url_name) if names else None
        # A route nobody named yet (a test says so) is still listed: leaving it out would be a lie.
        return str(known or self.url_name.replace("-", " ").capitalize())


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    # In words, for a phone; and for each of STAFF_ROLES whether it may.
    roles: str
    cells: list[bool]


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    rows: list[Row]


def role_matrix() -> list[Group]:
    """For each app its routes, and for each route which of STAFF_ROLES may use it."""
    by_app = groupby(
        sorted(staff_routes(), key=lambda route: route.app_name), key=lambda route: route.app_name
    )
    return [Group(_label(app_name), [_row(route) for route in routes]) for app_name, routes in by_app]


def staff_routes() -> list[Route]:
    """Every address inside a garage that asks for a role."""
    resolver = get_resolver(settings.GARAGE_URLCONF)
    return list(_routes(resolver.url_patterns, app_name="", address=""))


def _routes(patterns: Iterable[URLPattern | URLResolver], *, app_name: str, address: str) -> Iterator[Route]:
    for pattern in patterns:
        deeper = address + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, app_name=pattern.app_name or app_name, address=deeper)
        elif roles := getattr(pattern.callback, "required_roles", ()):
            yield Route(app_name, pattern.name or "", deeper, roles)


def _label(app_name: str) -> str:
    names = names_of(app_name)
    return str(names.label) if names else app_name.capitalize()


def _row(route: Route) -> Row:
    return Row(route.name, role_names(route.roles), [role in route.roles for role in STAFF_ROLES])
