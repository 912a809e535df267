"""What every address keeps to (house style §6)."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

from tests.project.test_templates import PACKAGES, TEMPLATES
from tests.security import routes
from tests.security.reporting import none_of
from tests.security.routes import Route, all_routes

# Asked for by programs and not by a link.
NOT_LINKED = {
    "health:healthz": "the container",
    "health:readyz": "the proxy",
    "mail-feedback": "mail providers",
    "health:status": "operators and their monitor",
}


def our_routes() -> list[Route]:
    return [route for route in all_routes() if not route.is_third_party]


def test_every_route_has_a_name_of_its_own():
    names = [route.name for route in our_routes()]

    none_of(
        name or "a route without name" for name in names if names.count(name) > 1 or not name.split(":")[-1]
    )


def test_every_address_ends_like_a_page_or_a_file():
    none_of(
        str(route)
        for route in our_routes()
        if not re.search(r"(^|/|\.\w+|\)\$|healthz|readyz|status)$", route.pattern)
        and route.name not in NOT_LINKED
    )


def test_every_view_is_a_function():
    none_of(str(route) for route in our_routes() if hasattr(route.view, "view_class"))


def test_every_page_is_reached_from_somewhere():
    """A page nobody links to is dead, or a link to it is missing."""
    text = "\n".join(
        path.read_text()
        for path in [*TEMPLATES.rglob("*.html"), *_python()]
        if path.name not in ("urls.py", "urls_site.py", "urls_garage.py")
    )
    none_of(
        str(route)
        for route in our_routes()
        if f"'{route.name}'" not in text and f'"{route.name}"' not in text and route.name not in NOT_LINKED
    )


def test_outside_roles_never_see_pages_of_the_staff():
    """Drivers, subscribers and customers have pages of their own (spec 00 §2)."""
    outside = {"driver", "subscriber", "customer"}

    none_of(
        f"{route}: {route.roles}"
        for route in our_routes()
        if route.access == routes.ROLES and set(route.roles) & outside and set(route.roles) - outside
    )


def _python() -> list[Path]:
    return [path for package in PACKAGES for path in (settings.BASE_DIR / package).rglob("*.py")]
