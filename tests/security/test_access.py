"""S1: every route × method × person, generated from the url resolver (spec 60 §3)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from garageflow.tenancy.models import Garage
from tests.security import routes
from tests.security.arguments import unknown_arguments
from tests.security.conftest import ALL_TESTS
from tests.security.routes import THIRD_PARTY, Route, all_routes
from tests.security.visits import METHODS, UNKNOWN_SLUG, Door, Visitor, complaints
from tests.security.world import ANONYMOUS, EVERYBODY, World

CLASSIFY = (
    "says nobody, or twice, who may open it: put @requires(...), @public or @signed_in on the view"
    " (garageflow/tenancy/access.py), or, if somebody else wrote it, name it in tests/security/routes.py"
)


def test_every_route_says_who_may_open_it():
    unclassified = [f"{route} {CLASSIFY}" for route in all_routes() if route.access is None]

    assert unclassified == []


def test_every_argument_of_an_address_is_known(world: World):
    assert [*unknown_arguments(world.ours)] == []


def test_our_own_views_are_not_in_the_list_of_third_parties():
    ours = [
        str(route)
        for route in all_routes()
        if route.is_third_party and route.view.__module__.split(".")[0] in ("garageflow", "autopaspoort")
    ]

    assert ours == []


def test_the_list_of_third_parties_names_existing_routes():
    names = {route.name for route in all_routes()} | {route.name.split(":")[0] for route in all_routes()}

    assert set(THIRD_PARTY) - names == set()


def test_roles_are_for_pages_of_a_garage():
    outside = [str(route) for route in all_routes() if route.roles and not route.is_in_garage]

    assert outside == []


@pytest.mark.parametrize("person", EVERYBODY)
def test_every_page_answers_as_it_should(world: World, person: str):
    visitor = Visitor(world, person)

    assert list(_wrong_answers(visitor)) == []


def test_every_page_sends_htmx_of_a_stranger_to_the_sign_in_page(world: World):
    visitor = Visitor(world, ANONYMOUS)
    wrong = []
    for route in all_routes():
        if route.access == routes.ROLES:
            path = Door(route, "peeters").path(world)
            answer = visitor.knock("GET", path, headers={"HX-Request": "true"})
            if answer.status != 200 or not answer.location.startswith("/accounts/login/"):
                wrong.append(f"{path}: {answer.status} {answer.location}")

    assert wrong == []


def test_every_page_of_ours_knows_a_method(world: World):
    visitor = Visitor(world, "owner")
    wrong = []
    for route in all_routes():
        if route.access == routes.ROLES and "owner" in route.roles:
            path = Door(route, "peeters").path(world)
            get, head, post = (visitor.knock(method, path).status for method in ("GET", "HEAD", "POST"))
            if get == post == 405:
                wrong.append(f"{path} answers neither GET nor POST")
            if get != head:
                wrong.append(f"{path} answers GET with {get} and HEAD with {head}: use require_safe")

    assert wrong == []


def test_a_closed_garage_is_like_none(world: World):
    Garage.objects.filter(slug="peeters").update(is_active=False)
    visitor = Visitor(world, "owner")
    doors = [Door(route, "peeters") for route in all_routes() if route.is_in_garage]

    answers = {door.path(world): visitor.knock("GET", door.path(world)).status for door in doors}

    assert set(answers.values()) <= {404}, answers


def _wrong_answers(visitor: Visitor) -> Iterator[str]:
    for door, methods in _doors():
        path = door.path(visitor.world)
        for method in methods:
            answer = visitor.knock(method, path)
            for complaint in complaints(door, method, visitor.person, answer):
                yield f"{method} {path} as {visitor.person}: {complaint}"


def _doors() -> Iterator[tuple[Door, tuple[str, ...]]]:
    some = METHODS if ALL_TESTS else ("GET", "POST")
    for route in all_routes():
        if not route.is_in_garage:
            yield Door(route), METHODS if not route.is_third_party else some
            continue
        yield Door(route, "peeters"), METHODS if not route.is_third_party else some
        yield Door(route, "dubois", theirs=True), some
        yield Door(route, UNKNOWN_SLUG), some[:1]
        if _leads_elsewhere(route):
            yield Door(route, "peeters", theirs=True), some


def _leads_elsewhere(route: Route) -> bool:
    return bool(route.arguments)
