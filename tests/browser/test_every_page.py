"""Every page there is: axe finds nothing, at a desk and on a phone, light and dark; nothing breaks.

Every text in them is one that an intruder typed (S12): nothing of it becomes markup, runs, or asks another
machine for anything.

Generated from the url resolver like tests/security: a new page is looked at from its first day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.test import Client
from playwright.sync_api import Page

from garageflow.accounts.models import User
from stock.columns import COLUMNS
from tests.browser.conftest import WIDTHS, OpenBrowser
from tests.browser.doubled import inside_the_server
from tests.security import routes
from tests.security.doors import ALL_TESTS, Door, known_routes
from tests.security.payloads import FOUND_IN_PAGE, PAYLOADS
from tests.security.reporting import none_of
from tests.security.routes import Route
from tests.security.world import ANONYMOUS, World, build_world

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

_ALL = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
_COLOURS = {"type": "rule", "values": ["color-contrast"]}
# Whatever a style sheet could be fetched for is no rule of these.
_OPTIONS = {"resultTypes": ["violations"], "preload": False}
# What is folded away is read too, once somebody opens it; menus in the rows of a table one at a time, and the
# shell's own, which lie over the page, where they cover nothing.
_UNFOLD = """(isHome) => {
  document.querySelectorAll("details").forEach((it) => {
    it.open = !it.closest("tbody") && (isHome || !it.closest("body > header"));
  });
  [...document.querySelectorAll("tbody details")].at(-1)?.setAttribute("open", "");
}"""
# What surrounds the content is the same on every page of its kind.
_SHELL = "body > :is(header, nav, aside, footer)"
_SHELL_OF_PAGE = (
    f"""[...document.querySelectorAll("{_SHELL}")].map((it) => it.tagName + it.className).join()"""
)
_RUN_AXE = """async ([exclude, options]) => (await axe.run({include: document, exclude}, options)).violations
.map((rule) => ({id: rule.id, targets: rule.nodes.map((node) => node.target.join(" "))}))"""
# Tables wider than the sheet they lie on, unless they may be moved in it; an open menu counts for nothing.
_WIDE_LISTS = """() => [...document.querySelectorAll(".sheet table.list")].filter((table) => {
  const sheet = table.closest(".sheet");
  return getComputedStyle(sheet).overflowX === "visible" && table.offsetWidth > sheet.clientWidth + 1;
}).map((table) => table.caption?.textContent.trim() || table.className)"""
# Lists whose head lies on their first row: what sticks below the top bar must not do so in a moving sheet.
# On a phone there is no head; further down the page one covers rows, and shall.
_COVERED_ROWS = """() => {
  scrollTo({top: 0, behavior: "instant"});
  return [...document.querySelectorAll(".sheet table.list")].filter((table) => {
    const head = table.querySelector("thead th"), row = table.querySelector("tbody tr");
    return head && row && getComputedStyle(table.tHead).position !== "absolute"
      && head.getBoundingClientRect().bottom > row.getBoundingClientRect().top + 1;
  }).map((table) => table.caption?.textContent.trim() || table.className);
}"""
_TABLET = 1024
HOME = "/g/peeters/"
LANGUAGES = ["nl", "fr", "en"] if ALL_TESTS else ["nl"]
# Equal parts, so that processes can share them.
PARTS = 4
PEOPLE = (ANONYMOUS, "owner", "customer")
NOT_OURS = {routes.PLATFORM_STAFF: "Django's own admin pages"}


@pytest.fixture
def world(site: str, calm: None) -> World:
    return build_world(payloads=PAYLOADS)


@inside_the_server
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_nothing(open_browser: OpenBrowser, world: World, part: int, language: str):
    User.objects.update(language=language)

    none_of(fault for person in PEOPLE for fault in _walk(open_browser, world, person, part, language))


@inside_the_server
@pytest.mark.parametrize("language", ["nl", "fr"])
def test_a_list_of_every_column_stays_in_its_sheet(open_browser: OpenBrowser, world: World, language: str):
    User.objects.update(language=language)
    client = world.client("owner")
    client.post(f"{HOME}stock/columns/", {"column": list(COLUMNS)})
    page = open_browser(client, language=language)

    for width in (_TABLET, 1280, 1600, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{HOME}stock/")
        assert page.locator(".list.stock thead th").count() == len(COLUMNS) + 1
        none_of(_sticking_out(page, width))


def _walk(open_browser: OpenBrowser, world: World, person: str, part: int, language: str) -> Iterator[str]:
    client, opened, shells = world.client(person), list[str](), set[str]()
    page = open_browser(None if person == ANONYMOUS else client, language=language)
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    for number, path in enumerate(filter(partial(_is_page, client), _addresses(world, person)[part::PARTS])):
        page.goto(path)
        shell = page.evaluate(_SHELL_OF_PAGE)
        is_known = shell in shells and not ALL_TESTS
        shells.add(shell)
        # The dark colours of one page are looked at on a phone and the light ones at a desk, of the next the
        # other way round: to compare colours takes half of all the time. A new shell is looked at whole.
        dark = tuple(WIDTHS)[number % 2] if is_known else None
        exclude = [_SHELL] if is_known else []
        yield from (f"{path} as {person}: {fault}" for fault in page_faults(page, language, dark, exclude))
    yield from (f"a dialog opens as {person}: {message}" for message in opened)


def _is_page(client: Client, path: str) -> bool:
    """Neither a file nor an address that only leads on or only takes a POST."""
    response = client.get(path)
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    # A sandboxed page runs no script, and axe is one.
    is_sandboxed = "sandbox" in response.headers.get("Content-Security-Policy", "")
    return is_html and not is_sandboxed and response.status_code in (200, 404, 410)


def page_faults(
    page: Page, language: str, dark: str | None = None, exclude: Sequence[str] = ()
) -> Iterator[str]:
    """`dark`: the width at which the dark colours are looked at, not the light; None for both at both."""
    # nl-be: Dutch as it is spoken in Belgium.
    if (page.get_attribute("html", "lang") or "").partition("-")[0] != language:
        yield f"in {page.get_attribute('html', 'lang')} instead of {language}"
    yield from (f"takes a text for markup: {it}" for it in page.evaluate(FOUND_IN_PAGE))
    page.evaluate(_UNFOLD, page.url.endswith(HOME))
    page.evaluate(AXE_SCRIPT)
    for kind, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 900})
        for scheme, rules in _rules(kind, dark):
            page.emulate_media(color_scheme=scheme)
            for rule in page.evaluate(_RUN_AXE, [[*exclude], {**_OPTIONS, **rules}]):
                yield f"{rule['id']} ({kind}, {scheme}): {rule['targets']}"
        yield from _sticking_out(page, width)
    page.set_viewport_size({"width": _TABLET, "height": 900})
    yield from _sticking_out(page, _TABLET)


def _sticking_out(page: Page, width: int) -> Iterator[str]:
    if page.evaluate("document.documentElement.scrollWidth") > width:
        yield f"sticks out of {width} px"
    yield from (f"the list {name!r} sticks out at {width} px" for name in page.evaluate(_WIDE_LISTS))
    yield from (f"the head of {name!r} covers a row at {width} px" for name in page.evaluate(_COVERED_ROWS))


def _rules(kind: str, dark: str | None) -> Iterator[tuple[Literal["light", "dark"], dict[str, Any]]]:
    """In the dark nothing but the colours is another."""
    has_light_colours = dark is None or kind != dark
    yield "light", {"runOnly": _ALL, "rules": {"color-contrast": {"enabled": has_light_colours}}}
    if dark in (None, kind):
        yield "dark", {"runOnly": _COLOURS}


def _addresses(world: World, person: str) -> list[str]:
    doors = [
        Door(route, "peeters" if route.is_in_garage else "")
        for route in known_routes(world)
        if route.access not in NOT_OURS and _is_for(route, person)
    ]
    return [*(door.path(world) for door in doors), "/no/such/page/", "/g/peeters/no/such/page/"]


def _is_for(route: Route, person: str) -> bool:
    if route.access == routes.PUBLIC:
        return person == ANONYMOUS
    # Of a customer's pages only the portal is his.
    if person == "customer":
        return route.name.startswith("portal:")
    return person != ANONYMOUS
