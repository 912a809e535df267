"""The pictures of docs/handbook, made again from a running demo (bin/up) with one command.

python -m tests.browser.handbook --base-url http://127.0.0.1:8000 [--logins var/demo-logins.txt] [name ...]
"""

from __future__ import annotations

import argparse
import io
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.screenshots import (
    REPOSITORY,
    choose_language,
    login_of,
    open_page,
    sign_in,
    start_browser,
)

FOLDER = REPOSITORY / "docs" / "img" / "handbook"
# Each language in a garage that speaks it.
GARAGES = {"nl": "peeters", "fr": "dubois"}
DESK, PHONE = (1280, 800), (390, 760)
# What a picture may weigh: tests/docs/test_handbook.py.
_QUALITIES = (80, 65, 50, 35)
_LARGEST = 80_000


@dataclass(frozen=True, slots=True)
class Shot:
    """A page as somebody with this role sees it; `follow` are links to click on the way."""

    name: str
    role: str
    path: str
    follow: tuple[str, ...] = ()
    size: tuple[int, int] = DESK


SHOTS = (
    Shot("owner-home", "owner", "/g/{garage}/"),
    Shot("owner-members", "owner", "/g/{garage}/members/"),
    Shot("reception-home", "reception", "/g/{garage}/"),
    Shot("reception-calendar", "reception", "/g/{garage}/work-orders/calendar/"),
    Shot("reception-car-pass", "reception", "/g/{garage}/car-pass/"),
    Shot("reception-list", "reception", "/g/{garage}/jobs/", ("main tbody tr:has-text('.csv') a",)),
    Shot("mechanic-mine", "mechanic", "/g/{garage}/my-work-orders/", size=PHONE),
    Shot("mechanic-service", "mechanic", "/g/{garage}/my-work-orders/", ("main a[href*='service']",), PHONE),
    Shot("sales-stock", "sales", "/g/{garage}/stock/"),
    Shot("sales-vehicle", "sales", "/g/{garage}/stock/", ("main tbody a[href*='/stock/']",)),
    Shot("sales-public", "", "/g/{garage}/cars/{language}/"),
    Shot("dispatcher-home", "dispatcher", "/g/{garage}/convoy/?state=open"),
    Shot(
        "dispatcher-trip",
        "dispatcher",
        "/g/{garage}/convoy/?state=open",
        # One with quotes.
        ("main tbody tr:not(:has(td:nth-child(6):text-is('0'))) a[href*='/trips/']",),
    ),
    Shot("fleet-admin-home", "fleet_admin", "/g/{garage}/carshare/admin/"),
    Shot(
        "fleet-admin-organisation",
        "fleet_admin",
        "/g/{garage}/carshare/admin/organisations/",
        ("main tbody a[href*='/organisations/']",),
    ),
    Shot("driver-trips", "driver", "/g/{garage}/partner/", size=PHONE),
    Shot("driver-mission", "driver", "/g/{garage}/partner/missions/", ("main a[href*='/missions/']",), PHONE),
    Shot("vehicle-owner-home", "customer", "/my/", size=PHONE),
    Shot("vehicle-owner-car", "customer", "/my/", ("main a[href*='/my/{garage}/']",), PHONE),
    Shot("subscriber-home", "subscriber", "/g/{garage}/carshare/bookings/", size=PHONE),
)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.handbook", description=__doc__)
    parser.add_argument("names", nargs="*", help="of the pictures; without any, all")
    parser.add_argument("--base-url", default="http://127.0.0.1:8000")
    parser.add_argument("--logins", type=Path, default=REPOSITORY / "var" / "demo-logins.txt")
    given = parser.parse_args(arguments)
    wanted = [shot for shot in SHOTS if not given.names or shot.name in given.names]
    with sync_playwright() as playwright:
        browser = start_browser(playwright)
        for language in GARAGES:
            for role in dict.fromkeys(shot.role for shot in wanted):
                page = _page_of(browser, given, role, language)
                for shot in wanted:
                    if shot.role == role:
                        print(_shoot(page, shot, language))
                page.context.close()
        browser.close()
    return 0


def _page_of(browser: Browser, given: argparse.Namespace, role: str, language: str) -> Page:
    page = open_page(browser, given.base_url, language)
    if role:
        sign_in(page, login_of(given.logins, role, GARAGES[language]))
        choose_language(page, language)
    return page


def _shoot(page: Page, shot: Shot, language: str) -> Path:
    words = {"garage": GARAGES[language], "language": language}
    width, height = shot.size
    page.set_viewport_size({"width": width, "height": height})
    page.goto(shot.path.format(**words))
    for selector in shot.follow:
        page.goto(str(page.locator(selector.format(**words)).first.get_attribute("href")))
    page.wait_for_load_state("networkidle")
    file = FOLDER / language / f"{shot.name}.webp"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_small(page.screenshot()))
    return file


def _small(picture: bytes) -> bytes:
    """As good as it may weigh."""
    with Image.open(io.BytesIO(picture)) as image:
        for quality in _QUALITIES:
            out = io.BytesIO()
            image.convert("RGB").save(out, "WEBP", quality=quality, method=6)
            if out.tell() <= _LARGEST:
                break
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
