"""S14: headers and cookies of every page, error page and static file (spec 60 §3)."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from django.http import HttpResponseBase
from django.test import Client

from tests.security import routes
from tests.security.doors import ALL_TESTS, Door, is_let_in, known_routes
from tests.security.headers import cookie_faults, faults, policy_faults
from tests.security.reporting import none_of
from tests.security.routes import Route
from tests.security.visits import Visitor
from tests.security.world import ANONYMOUS, PLATFORM_STAFF, World

# Pages that need another policy, with the reason.
OWN_POLICY = {
    "dev-mail:html": "demo only: a mail brings its styles; sandboxed, runs nothing, loads nothing",
    "documents:download": "a file to be saved: may do nothing at all, sandboxed",
}
# Shown on other origins too: mails are read in the browser.
# Of cars for sale: the garage shows them in its own site, and portals read them.
SHOWN_ELSEWHERE = {"ui:logo", "stock:cars-feed", "stock:cars-embedded", "stock:car-photo"}
# Made for a frame on the garage's own site: nobody is signed in there, and nothing is done by a click.
FRAMED = {"stock:cars-embedded"}
# Open to all and the same for all, or of cars that are for sale: browsers may keep them.
CACHED = {
    "ui:theme",
    "ui:logo",
    "ui:styleguide-theme",
    "portal:manifest",
    "portal:service-worker",
    "convoy:partner-worker",
    "stock:photo",
    "stock:cars",
    "stock:car",
    "stock:car-photo",
    "stock:cars-feed",
    "stock:cars-sitemap",
    "stock:cars-embedded",
}

GOOD = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'; img-src 'self' data:",
}


@pytest.mark.parametrize("person", [ANONYMOUS, "owner", "driver", PLATFORM_STAFF])
def test_every_page_carries_the_headers(world: World, person: str):
    visitor = Visitor(world, person)

    none_of(
        f"{method} {path} ({response.status_code}): {fault}"
        for door in _doors(world, person)
        for path in [door.path(world)]
        for method in ("GET", "POST")
        for response in [visitor.response(method, path)]
        for fault in _faults(door, response, is_signed_in=person != ANONYMOUS)
    )


@pytest.mark.parametrize(
    "path", ["/no/such/page/", "/g/no-such-garage/x/", "/g/peeters/no/such/page/", "/g/peeters"]
)
@pytest.mark.parametrize("person", [ANONYMOUS, "owner"])
def test_a_page_that_is_not_there_carries_the_headers(world: World, path: str, person: str):
    response = Visitor(world, person).response("GET", path)

    assert response.status_code == 404
    assert [*faults(response.headers)] == []


def test_a_page_that_breaks_carries_the_headers(world: World, bad_routes: None):
    response = Visitor(world, "owner").response("GET", "/g/peeters/bad/crash/")

    assert response.status_code == 500
    assert [*faults(response.headers, is_signed_in=True)] == []
    assert b"ZeroDivisionError" not in response.content


def test_a_request_for_another_host_is_refused(world: World):
    response = Visitor(world, ANONYMOUS).response("GET", "/", headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "name", ["js/menu.js", "img/mark.svg", "django_htmx/htmx-2.min.js", "admin/css/base.css"]
)
def test_static_files_carry_the_headers(client: Client, name: str):
    response = client.get(f"/static/{name}")

    assert response.status_code == 200
    assert [*faults(response.headers, is_static=True)] == []
    assert "Set-Cookie" not in response.headers


def test_a_post_without_its_token_is_refused(world: World):
    client = world.client("owner")
    client.handler.enforce_csrf_checks = True
    refused = []
    for route in known_routes(world):
        if route.access == routes.ROLES and "owner" in route.roles:
            path = Door(route, "peeters").path(world)
            if client.post(path).status_code not in (403, 405):
                refused.append(path)

    none_of(refused, hint="a POST without a CSRF token went through")


def test_a_good_answer_has_no_faults():
    assert [*faults(GOOD, is_signed_in=True)] == []


@pytest.mark.parametrize("missing", sorted(GOOD))
def test_a_missing_header_is_found(missing: str):
    without = {name: value for name, value in GOOD.items() if name != missing}

    assert [*faults(without, is_signed_in=True)]


@pytest.mark.parametrize(
    "hole",
    [
        "; script-src 'self' 'unsafe-inline'",
        "; script-src 'self' 'unsafe-eval'",
        "; script-src *",
        "; script-src https:",
        "; script-src https://cdn.example",
        "; script-src data:",
        "; style-src 'self' 'unsafe-inline'",
        "; img-src *",
    ],
)
def test_a_hole_in_the_policy_is_found(hole: str):
    assert [*policy_faults(GOOD["Content-Security-Policy"] + hole)]


@pytest.mark.parametrize(
    "cookie",
    [
        "__Host-a=1; Path=/; SameSite=Lax; Secure",
        "__Host-a=1; Path=/; HttpOnly; Secure",
        "__Host-a=1; Path=/; HttpOnly; SameSite=None; Secure",
        "__Host-a=1; Path=/; HttpOnly; SameSite=Lax",
        "__Host-a=1; Path=/; HttpOnly; SameSite=Lax; Secure; Domain=example.com",
        "a=1; Path=/; HttpOnly; SameSite=Lax; Secure",
    ],
)
def test_a_weak_cookie_is_found(cookie: str):
    assert [*cookie_faults(SimpleCookie(cookie), is_secure=True)]


def _doors(world: World, person: str) -> Iterator[Door]:
    for route in known_routes(world):
        if route.access == routes.PLATFORM_STAFF and person != PLATFORM_STAFF:
            continue
        if not ALL_TESTS and (_is_one_of_many(route) or _is_seen_by_the_owner(route, person)):
            continue
        yield Door(route, "peeters" if route.is_in_garage else "")


def _is_seen_by_the_owner(route: Route, person: str) -> bool:
    """The same page with the same headers, whichever role comes in."""
    return person not in (ANONYMOUS, "owner") and is_let_in(route, "owner")


def _is_one_of_many(route: Route) -> bool:
    """Admin's pages are the same for every model: those of one stand for all."""
    return (
        route.access == routes.PLATFORM_STAFF
        and "/<path:object_id>/" in route.pattern
        and "shop/" not in route.pattern
    )


def _faults(door: Door, response: HttpResponseBase, *, is_signed_in: bool) -> Iterator[str]:
    is_cached = door.route.name in CACHED and response.status_code == 200
    was_signed_out = "session" in response.cookies and not response.cookies["session"].value
    headers = dict(response.headers)
    if door.route.name in OWN_POLICY and response.status_code == 200:
        if "sandbox" not in headers["Content-Security-Policy"]:
            yield "a policy of its own, and no sandbox"
        headers |= {name: GOOD[name] for name in ("Content-Security-Policy", "X-Frame-Options")}
    if door.route.name in FRAMED and response.status_code == 200:
        policy = headers["Content-Security-Policy"]
        headers["Content-Security-Policy"] = policy.replace("frame-ancestors *", "frame-ancestors 'none'")
        headers.setdefault("X-Frame-Options", GOOD["X-Frame-Options"])
        if response.cookies:
            yield "a page in a frame sets cookies"
    if door.route.name in SHOWN_ELSEWHERE and headers.get("Cross-Origin-Resource-Policy") == "cross-origin":
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
    yield from faults(headers, is_signed_in=is_signed_in and not is_cached and not was_signed_out)
    yield from cookie_faults(response.cookies)
