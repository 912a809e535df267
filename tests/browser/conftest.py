"""A site that a browser can visit, and browsers whose every complaint fails the test.

The site runs as the application's login with real transactions; the owner empties its tables afterwards.
"""

from __future__ import annotations

import mimetypes
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from tests.browser.doubled import doubled_site
from tests.security.conftest import calm, files, quiet

__all__ = ["calm", "files", "quiet"]

WIDTHS = {"desk": 1280, "phone": 390}
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")

# Reported by the page itself: not every violation is printed on the console.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`Content-Security-Policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""


class OpenBrowser(Protocol):
    def __call__(self, client: Client | None = None, *, language: str = "nl", **context: Any) -> Page: ...


# What the page has to do after a press waits for whatever else the machine does.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def live_server(
    live_server: Any, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """One server in this process, or with `bin/test --twice` all of doubled.py."""
    if "GARAGEFLOW_TWICE" not in os.environ:
        yield live_server
        return
    request.getfixturevalue("django_db_setup")
    with doubled_site(tmp_path_factory.mktemp("twice")) as site:
        yield site


@pytest.fixture
def site(
    transactional_db: None, live_server: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """The address of a site in demo mode: mail goes into a folder and is read at /dev/mail/."""
    # Playwright's loop runs in this thread; nothing of ours is asynchronous.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    # whitenoise knows it by its setting; the server of the tests stands before whitenoise.
    mimetypes.add_type("application/speculationrules+json", ".speculationrules")
    settings.DEMO = True
    settings.SITE_URL = live_server.url
    settings.VAR_DIR = tmp_path
    settings.EMAIL_BACKEND = "garageflow.mail.folder.FolderBackend"
    settings.EMAIL_FILE_PATH = str(getattr(live_server, "mail", tmp_path / "mail"))
    return str(live_server.url)


@pytest.fixture
def open_browser(site: str, browser: Browser) -> Iterator[OpenBrowser]:
    """A browser window in which the person of `client` is signed in, or nobody."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(client: Client | None = None, *, language: str = "nl", **context: Any) -> Page:
        size = {"width": WIDTHS["desk"], "height": 900}
        window = browser.new_context(
            base_url=site, viewport=size, locale=language, reduced_motion="reduce", **context
        )
        contexts.append(window)
        if client is not None:
            value = client.cookies["session"].value
            window.add_cookies([{"name": "session", "value": value, "url": site}])
        window.add_init_script(REPORT_VIOLATIONS)
        page = window.new_page()
        # The first page waits for the whole application to start, on a machine that is busy with other tests.
        page.set_default_timeout(20_000)
        page.set_default_navigation_timeout(60_000)
        watch(page, complaints)
        return page

    yield open_one
    for window in contexts:
        window.close()
    assert complaints == []


def watch(page: Page, complaints: list[str]) -> None:
    """Note what the page prints as an error, what breaks in it, and what it asks of other machines."""

    asked_by_htmx: set[str] = set()

    def console(message: ConsoleMessage) -> None:
        if message.type == "error" and not _is_refusal(page, message, asked_by_htmx):
            complaints.append(f"{page.url}: {message.text}")

    def note_htmx(request: Request) -> None:
        if "hx-request" in request.headers:
            asked_by_htmx.add(request.url)

    page.on("request", note_htmx)
    page.on("console", console)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("request", lambda request: complaints.extend(_from_elsewhere(page, request)))


def _is_refusal(page: Page, message: ConsoleMessage, asked_by_htmx: set[str]) -> bool:
    """A page that says no is visited on purpose, a form is refused as a page or by htmx inside one."""
    codes, url = re.search(r"status of (\d+)", message.text), message.location.get("url")
    if not codes:
        return False
    if codes[1] == "422" and url in asked_by_htmx:
        return True
    return codes[1] in ("404", "410", "422") and url == page.url


def _from_elsewhere(page: Page, request: Request) -> list[str]:
    parts = urlsplit(request.url)
    is_ours = parts.scheme in ("data", "blob", "about") or parts.hostname in _LOOPBACK
    return [] if is_ours else [f"{page.url} asks {request.url}"]
