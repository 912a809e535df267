"""Where each person knocks, and how."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from tests.security import routes
from tests.security.arguments import UnknownArgument, values_for
from tests.security.routes import Route, all_routes
from tests.security.world import ANONYMOUS, PLATFORM_STAFF, World

# With it everybody knocks everywhere in every way. Without it few try what one line of code refuses to all:
# a member without the role knocks with GET and POST only, and not every member at another garage's doors.
ALL_TESTS = os.environ.get("GARAGEFLOW_ALL_TESTS") == "1"

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
UNKNOWN_SLUG = "no-such-garage"


@dataclass(frozen=True, slots=True)
class Door:
    """Where somebody knocks: a route, in a garage, with the arguments of ours or of theirs."""

    route: Route
    slug: str = ""
    theirs: bool = False

    def path(self, world: World) -> str:
        side = world.theirs if self.theirs else world.ours
        below = self.route.path(values_for(self.route, side))
        return f"/g/{self.slug}{below}" if self.route.is_in_garage else below


def known_routes(world: World) -> list[Route]:
    """Without those whose arguments nobody knows; a test of its own names these."""
    return [route for route in all_routes() if _is_known(route, world)]


def doors(world: World, person: str) -> Iterator[tuple[Door, tuple[str, ...]]]:
    for route in known_routes(world):
        if route.access != routes.ROLES and _is_further_role(person) and not ALL_TESTS:
            continue
        if route.is_in_garage:
            yield from _doors_in_garage(world, route, person)
        else:
            yield from _doors_on_site(route, person)


def _doors_on_site(route: Route, person: str) -> Iterator[tuple[Door, tuple[str, ...]]]:
    yield Door(route), METHODS if ALL_TESTS or not route.is_third_party else ("GET", "POST")


def _doors_in_garage(world: World, route: Route, person: str) -> Iterator[tuple[Door, tuple[str, ...]]]:
    few = METHODS if ALL_TESTS else ("GET", "POST")
    is_let_in = person in route.roles or route.access != routes.ROLES
    tries_all_methods = person == ANONYMOUS or (is_let_in and not route.is_third_party)
    yield Door(route, "peeters"), METHODS if tries_all_methods else few
    theirs = Door(route, "peeters", theirs=True)
    if theirs.path(world) != Door(route, "peeters").path(world) and (is_let_in or ALL_TESTS):
        yield theirs, few
    if person in ("owner", ANONYMOUS, PLATFORM_STAFF) or ALL_TESTS:
        yield Door(route, "dubois", theirs=True), few
        yield Door(route, UNKNOWN_SLUG), few


def _is_further_role(person: str) -> bool:
    """Pages that do not ask for a role answer all members alike: the owner stands for them."""
    return person in routes.ROLE_NAMES and person != "owner"


def _is_known(route: Route, world: World) -> bool:
    try:
        values_for(route, world.ours)
    except UnknownArgument:
        return False
    return True
