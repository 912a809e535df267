"""S1: every route × method × person, generated from the url resolver (spec 60 §3)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from garageflow.tenancy.models import Garage
from tests.security import routes
from tests.security.arguments import unknown_arguments
from tests.security.doors import UNKNOWN_SLUG, USUAL_METHODS, Door, doors, known_routes
from tests.security.reporting import none_of
from tests.security.routes import THIRD_PARTY, all_routes
from tests.security.visits import Answer, Visitor, complaints
from tests.security.world import ANONYMOUS, EVERYBODY, World

CLASSIFY = (
    "put one of @requires(...), @public, @signed_in on the view (garageflow/tenancy/access.py); a view that"
    " somebody else wrote is named in THIRD_PARTY of tests/security/routes.py, and marked alike or not at all"
)


def test_every_route_says_who_may_open_it():
    none_of((str(route) for route in all_routes() if route.access is None), hint=CLASSIFY)


def test_every_argument_of_an_address_is_known(world: World):
    none_of(unknown_arguments(world.ours))


def test_the_list_of_third_parties_names_existing_routes():
    names = {route.name for route in all_routes()} | {route.name.split(":")[0] for route in all_routes()}

    assert set(THIRD_PARTY) - names == set()


def test_roles_are_for_pages_of_a_garage():
    none_of(str(route) for route in all_routes() if route.roles and not route.is_in_garage)


@pytest.mark.parametrize("person", EVERYBODY)
def test_every_page_answers_as_it_should(world: World, person: str):
    visitor = Visitor(world, person)

    none_of(_wrong_answers(visitor))


def test_every_page_sends_htmx_of_a_stranger_to_the_sign_in_page(world: World):
    visitor = Visitor(world, ANONYMOUS)
    answers = {
        path: visitor.knock("GET", path, headers={"HX-Request": "true"})
        for route in known_routes(world)
        if route.access == routes.ROLES
        for path in (Door(route, "peeters").path(world), Door(route, UNKNOWN_SLUG).path(world))
    }

    none_of(
        f"{path}: {answer.status} {answer.location}"
        for path, answer in answers.items()
        if answer.status != 200 or not answer.location.startswith("/accounts/login/")
    )


def test_a_closed_garage_is_like_none(world: World):
    Garage.objects.filter(slug="peeters").update(is_active=False)
    visitor = Visitor(world, "owner")
    paths = [Door(route, "peeters").path(world) for route in known_routes(world) if route.is_in_garage]

    answers = {path: visitor.knock("GET", path).status for path in paths}

    none_of(f"{path}: {status}" for path, status in answers.items() if status != 404)


def method_faults(path: str, answers: dict[str, Answer]) -> Iterator[str]:
    """What is wrong with the answers to somebody who may open the page."""
    if answers["GET"].status == answers["POST"].status == 405:
        yield f"{path} answers neither GET nor POST"
    # What it knows is in its answer to what it does not know.
    known = answers["PUT"].allowed
    if ("GET" in known) != ("HEAD" in known):
        yield f"{path} answers {', '.join(known)} only: use require_safe"
    if "HEAD" in answers and answers["HEAD"].status != answers["GET"].status:
        yield f"{path} answers GET with {answers['GET'].status} and HEAD with {answers['HEAD'].status}"


def _wrong_answers(visitor: Visitor) -> Iterator[str]:
    for door, methods in doors(visitor.world, visitor.person):
        path = door.path(visitor.world)
        answers = {}
        for method in methods:
            answer = answers[method] = visitor.knock(method, path)
            for complaint in complaints(door, method, visitor.person, answer):
                yield f"{method} {path} as {visitor.person}: {complaint}"
        if _is_own_page(door, visitor.person) and answers.keys() >= set(USUAL_METHODS):
            yield from method_faults(path, answers)


def _is_own_page(door: Door, person: str) -> bool:
    return door.route.access == routes.ROLES and person in door.route.roles and not door.theirs
