"""Where each person knocks, and how."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from tests.security import routes
from tests.security.arguments import UnknownArgument, values_for
from tests.security.routes import Route, all_routes
from tests.security.world import ANONYMOUS, DEACTIVATED, ENDED, PLATFORM_STAFF, PLATFORM_STAFF_WEAK, World

# With it everybody knocks everywhere in every way. Without it few try what one line of code refuses to all: a
# member without the role knocks with POST only, PUT stands for what no page knows (its answer names what it
# does know), not every member knocks at another garage's doors, and those whom that line refuses too, which
# refuses a member of another garage, share the doors among them.
ALL_TESTS = os.environ.get("GARAGEFLOW_ALL_TESTS") == "1"

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
USUAL_METHODS = ("GET", "POST", "PUT")
UNKNOWN_SLUG = "no-such-garage"
_EVERYWHERE = ("owner", ANONYMOUS)
# Refused before a view runs, whatever they ask.
_LIKE_STRANGERS = (DEACTIVATED, ENDED, PLATFORM_STAFF_WEAK)


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
    """Where this person knocks, and with which methods."""
    for number, route in enumerate(known_routes(world)):
        if ALL_TESTS or _knocks_at(route, number, person):
            for door in _doors_of(world, route, person):
                yield door, _methods(door, person)


def door_to_theirs(world: World, route: Route) -> Door | None:
    """The route of our garage with their object; None if its arguments name no object."""
    theirs = Door(route, "peeters", theirs=True)
    return theirs if theirs.path(world) != Door(route, "peeters").path(world) else None


def _doors_of(world: World, route: Route, person: str) -> Iterator[Door]:
    if not route.is_in_garage:
        yield Door(route)
        return
    yield Door(route, "peeters")
    theirs = door_to_theirs(world, route)
    if theirs is not None and (is_let_in(route, person) or ALL_TESTS):
        yield theirs
    if (person in _EVERYWHERE and route.access != routes.PLATFORM_STAFF) or ALL_TESTS:
        yield Door(route, "dubois", theirs=True)
        yield Door(route, UNKNOWN_SLUG)


def _methods(door: Door, person: str) -> tuple[str, ...]:
    if ALL_TESTS:
        return METHODS
    if door.slug not in ("", "peeters"):
        return ("GET",)
    if door.route.access == routes.PLATFORM_STAFF:
        # One form of a model stands for all of it: Django's admin is the same for each.
        is_form = person == PLATFORM_STAFF and "object_id" not in door.route.pattern
        return ("GET", "POST") if is_form else ("GET",)
    if person in _LIKE_STRANGERS:
        return ("GET",)
    if door.theirs or door.route.is_third_party:
        return ("GET", "POST")
    # Whichever role comes in, it is the same view that knows its methods: the owner tries them where he may.
    if person in (ANONYMOUS, "owner"):
        return USUAL_METHODS
    if not is_let_in(door.route, person):
        return ("POST",) if _is_further_role(person) else ("GET", "POST")
    return ("GET", "POST") if is_let_in(door.route, "owner") else USUAL_METHODS


def is_let_in(route: Route, person: str) -> bool:
    if route.access == routes.PLATFORM_STAFF:
        return person == PLATFORM_STAFF
    return person in route.roles or route.access != routes.ROLES


def _knocks_at(route: Route, number: int, person: str) -> bool:
    # Pages for all, for whoever is signed in and of the platform have locks of their own.
    if person in _LIKE_STRANGERS and route.access == routes.ROLES:
        return number % len(_LIKE_STRANGERS) == _LIKE_STRANGERS.index(person)
    return not (_is_further_role(person) and route.access != routes.ROLES)


def _is_further_role(person: str) -> bool:
    """Pages that do not ask for a role answer all members alike: the owner stands for them."""
    return person in routes.ROLE_NAMES and person != "owner"


def _is_known(route: Route, world: World) -> bool:
    try:
        values_for(route, world.ours)
    except UnknownArgument:
        return False
    return True
