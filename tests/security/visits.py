"""One knock at one door, and what is wrong with the answer.

The rules (house style §5): anonymous to the sign-in page, for any garage; no member: 404; a member without
the role: 403; a method that the page does not know: 405; never a 5xx; nothing of another garage in any.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from garageflow.tenancy.urls import site_url
from tests.security import routes
from tests.security.doors import UNKNOWN_SLUG, Door
from tests.security.routes import ROLE_NAMES, Route
from tests.security.world import (
    ANONYMOUS,
    CANARY,
    DEACTIVATED,
    ENDED,
    OTHER_GARAGE,
    OURS,
    PLATFORM_STAFF,
    PLATFORM_STAFF_WEAK,
    World,
)

# Ours answer to these only; a view without a method decorator gives itself away on the others.
KNOWN_METHODS = ("GET", "HEAD", "POST")
# Routes whose objects are not there for every role that may open the route, with the reason.
HIDDEN_FROM_SOME = {
    "jobs:detail": "a job is shown to the roles of its kind (garageflow/jobs/registry.py)",
    "autopaspoort:autocheck-photo": "any other document is no photo of this vehicle",
}
SIGN_IN = "sign-in"


@dataclass(slots=True)
class Answer:
    status: int
    text: str
    location: str
    error: str = ""
    allowed: tuple[str, ...] = ()


class Visitor:
    """Knocks as one person, and leaves everything as it was found."""

    def __init__(self, world: World, person: str) -> None:
        self.world = world
        self.person = person
        self.client: Client = world.client(person)
        self._cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def knock(self, method: str, path: str, **kwargs: Any) -> Answer:
        with _exceptions() as errors:
            response = self.response(method, path, **kwargs)
        answer = _answer(response)
        # Some pages name their own address. What the visitor typed himself is no leak.
        answer.text = answer.text.replace(path, "")
        answer.error = "; ".join(errors)
        return answer

    def response(
        self, method: str, path: str, *, look: Callable[[HttpResponse], None] | None = None, **kwargs: Any
    ) -> Any:
        """`look` is called before everything is taken back."""
        with _undone():
            response = self.client.generic(method, path, **_body(method, kwargs))
            if look is not None:
                look(response)
        self.client.cookies = SimpleCookie(self._cookies)
        return response


def complaints(door: Door, method: str, person: str, answer: Answer) -> Iterator[str]:
    """What is wrong, in words; nothing if all is well."""
    if answer.status >= 500:
        yield f"{answer.status}: {answer.error}"
        return
    expected = _expected(door, method, person)
    if expected is not None and not _is_as_expected(expected, answer):
        yield f"{answer.status} {answer.location} instead of {expected}"
    text = f"{answer.text} {answer.location}".lower()
    if CANARY in text and _must_not_see_theirs(door, person):
        yield f"shows what belongs to another garage: {_around(text, CANARY)}"
    if OURS in text and _must_not_see_ours(door, person):
        yield f"shows what belongs to the garage: {_around(text, OURS)}"


def _expected(door: Door, method: str, person: str) -> tuple[int | str, ...] | None:
    """The statuses that are right, SIGN_IN among them for the way to the sign-in page; None if all are."""
    route = door.route
    if route.access == routes.PUBLIC:
        return (404,) if door.slug == UNKNOWN_SLUG else _known_methods(route, method)
    if person in (ANONYMOUS, DEACTIVATED):
        return _expected_by_stranger(route, method)
    if route.access == routes.PLATFORM_STAFF:
        return _expected_by_admin(door, method, person)
    if route.access == routes.SIGNED_IN:
        return _known_methods(route, method)
    return _expected_by_roles(door, method, person)


def _expected_by_stranger(route: Route, method: str) -> tuple[int | str, ...]:
    if route.access != routes.SIGNED_IN:
        return (SIGN_IN,)
    if route.is_third_party:
        return (SIGN_IN, 302, 404, 405)
    # On the platform the method is looked at first.
    return (SIGN_IN,) if method in ("GET", "HEAD") else (SIGN_IN, 405)


def _expected_by_roles(door: Door, method: str, person: str) -> tuple[int | str, ...]:
    if person not in ROLE_NAMES or door.slug != "peeters":
        return (404,)
    if person not in door.route.roles:
        return (403,)
    if method not in KNOWN_METHODS:
        return (405,)
    if door.theirs:
        return (404, 405)
    if method == "POST":
        return (200, 204, 302, 303, 400, 404, 405, 409, 422)
    return (
        (200, 204, 302, 303, 404, 405) if door.route.name in HIDDEN_FROM_SOME else (200, 204, 302, 303, 405)
    )


def _expected_by_admin(door: Door, method: str, person: str) -> tuple[int | str, ...]:
    if door.slug == UNKNOWN_SLUG or person not in (PLATFORM_STAFF, PLATFORM_STAFF_WEAK):
        return (404,)
    if person == PLATFORM_STAFF_WEAK:
        # To use the second factor or to set one up.
        return (302,) if method == "GET" else (403,)
    return (200, 302, 400, 403, 404, 405)


def _known_methods(route: Route, method: str) -> tuple[int | str, ...] | None:
    if method in KNOWN_METHODS or route.is_third_party:
        return None
    return (405,)


def _is_as_expected(expected: tuple[int | str, ...], answer: Answer) -> bool:
    if SIGN_IN in expected and answer.status == 302 and answer.location.startswith(site_url("account_login")):
        return True
    return answer.status in expected


def _must_not_see_theirs(door: Door, person: str) -> bool:
    if person == OTHER_GARAGE:
        return False
    if door.route.access == routes.PLATFORM_STAFF and person == PLATFORM_STAFF:
        # The platform's admin shows all garages; a garage's own shows that garage.
        return door.slug == "peeters"
    return not (door.slug == "dubois" and door.route.access == routes.PUBLIC)


def _must_not_see_ours(door: Door, person: str) -> bool:
    if person in ROLE_NAMES or door.route.access == routes.PUBLIC:
        return False
    if person == PLATFORM_STAFF:
        return door.route.access != routes.PLATFORM_STAFF
    return person in (ANONYMOUS, OTHER_GARAGE, ENDED, DEACTIVATED, PLATFORM_STAFF_WEAK)


def _body(method: str, kwargs: dict[str, Any]) -> dict[str, Any]:
    if method in ("POST", "PUT", "PATCH"):
        return {"content_type": "application/x-www-form-urlencoded", **kwargs}
    return kwargs


def _answer(response: HttpResponse) -> Answer:
    content = b"".join(response) if response.streaming else response.content
    return Answer(
        status=response.status_code,
        text=content.decode("utf-8", "replace"),
        location=response.headers.get("Location", response.headers.get("HX-Redirect", "")),
        allowed=tuple(name for name in response.headers.get("Allow", "").split(", ") if name),
    )


def _around(text: str, word: str) -> str:
    at = text.index(word)
    return " ".join(text[max(0, at - 60) : at + 30].split())


@contextmanager
def _undone() -> Iterator[None]:
    """What the request writes is taken back; no garage is active before it, as an earlier one left behind."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('garageflow.garage_id', '', true)")
        yield
        transaction.set_rollback(True)


@contextmanager
def _exceptions() -> Iterator[list[str]]:
    errors: list[str] = []

    def note(sender: Any, **kwargs: Any) -> None:
        errors.append(repr(sys.exc_info()[1]))

    got_request_exception.connect(note)
    try:
        yield errors
    finally:
        got_request_exception.disconnect(note)
