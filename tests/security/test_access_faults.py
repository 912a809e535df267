"""Each check of S1 finds a page that has the fault it looks for."""

from __future__ import annotations

import pytest

from tests.security.arguments import unknown_arguments
from tests.security.doors import USUAL_METHODS, Door
from tests.security.routes import Route, all_routes
from tests.security.test_access import method_faults
from tests.security.visits import Visitor, complaints
from tests.security.world import ANONYMOUS, OTHER_GARAGE, World

pytestmark = pytest.mark.usefixtures("bad_routes")


def route_at(pattern: str) -> Route:
    return next(route for route in all_routes() if route.pattern == pattern)


def found(world: World, pattern: str, method: str, person: str, *, theirs: bool = False) -> list[str]:
    door = Door(route_at(pattern), "peeters", theirs)
    answer = Visitor(world, person).knock(method, door.path(world))
    return list(complaints(door, method, person, answer))


@pytest.mark.parametrize("pattern", ["bad/unmarked/", "bad/marked-twice/", "bad/by-others/"])
def test_a_route_that_nobody_classified_is_found(pattern: str):
    assert route_at(pattern).access is None


def test_an_argument_that_nobody_knows_is_found(world: World):
    [words] = unknown_arguments(world.ours)

    assert "bad/<str:what>/argument/" in words


def test_a_role_outside_garages_is_found():
    assert [route.pattern for route in all_routes() if route.roles and not route.is_in_garage] == [
        "bad/role/"
    ]


@pytest.mark.parametrize(
    ("pattern", "method", "person", "complaint"),
    [
        ("bad/signed-in/", "GET", ANONYMOUS, "200  instead of ('sign-in',)"),
        ("bad/any-method/", "PUT", "owner", "200  instead of (405,)"),
        ("bad/crash/", "GET", "owner", "500: ZeroDivisionError('this page has a fault')"),
        ("bad/leak/", "GET", "owner", "shows what belongs to another garage: <p>zqxvkj</p>"),
        ("bad/leak/", "GET", "mechanic", None),
        ("bad/leak/", "GET", ANONYMOUS, None),
        ("bad/leak/", "PUT", "owner", None),
    ],
)
def test_a_wrong_answer_is_found(world: World, pattern: str, method: str, person: str, complaint: str | None):
    assert found(world, pattern, method, person) == ([complaint] if complaint else [])


def test_a_page_without_a_method_is_found(world: World):
    visitor = Visitor(world, "owner")

    def faults(path: str) -> list[str]:
        return [*method_faults(path, {name: visitor.knock(name, path) for name in USUAL_METHODS})]

    assert faults("/g/peeters/bad/no-method/") == ["/g/peeters/bad/no-method/ answers neither GET nor POST"]
    assert faults("/g/peeters/bad/no-head/") == ["/g/peeters/bad/no-head/ answers GET only: use require_safe"]


def test_an_object_of_another_garage_that_is_served_is_found(world: World):
    assert found(world, "bad/shop/<int:pk>/", "GET", "owner") == []
    assert found(world, "bad/shop/<int:pk>/", "GET", "owner", theirs=True) == ["200  instead of (404, 405)"]


def test_what_a_stranger_sees_of_the_garage_is_found(world: World):
    route = route_at("bad/all-shops/")
    answer = Visitor(world, OTHER_GARAGE).knock("GET", Door(route, "peeters").path(world))
    behind_a_role = Door(route_at("bad/leak/"), "peeters")

    assert any(
        "belongs to the garage" in words for words in complaints(behind_a_role, "GET", OTHER_GARAGE, answer)
    )
