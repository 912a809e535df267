"""What the browser tests would notice: each kind of complaint, brought about on purpose."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import REPORT_VIOLATIONS, watch
from tests.browser.test_every_page import page_faults

ADDRESS = "http://127.0.0.1:9/"


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def window(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    """A page whose answers are made up here: nothing leaves the machine."""
    context = browser.new_context()
    context.add_init_script(REPORT_VIOLATIONS)
    page = context.new_page()
    watch(page, complaints)
    yield page
    context.close()


def show(page: Page, html: str, *, policy: str = "default-src 'self'", status: int = 200) -> None:
    headers = {"Content-Security-Policy": policy, "Content-Type": "text/html"}
    page.route("**/*", lambda route: route.fulfill(status=404, body=""))
    page.route(ADDRESS, lambda route: route.fulfill(status=status, headers=headers, body=html))
    page.goto(ADDRESS)


@pytest.mark.parametrize(
    ("html", "complaint"),
    [
        ('<img src="http://cdn.example/x.png">', "asks http://cdn.example/x.png"),
        ('<p style="color: red">x</p>', "Content-Security-Policy: style-src-attr inline"),
        ("<script>1</script>", "Content-Security-Policy: script-src-elem inline"),
        ('<img src="/no-such-file.png">', "Failed to load resource"),
    ],
)
def test_a_complaint_is_noted(window: Page, complaints: list[str], html: str, complaint: str):
    policy = "default-src 'self'; img-src *"
    show(window, html, policy=policy)
    window.wait_for_load_state("networkidle")

    assert any(complaint in found for found in complaints), complaints


def test_a_script_that_breaks_is_noted(window: Page, complaints: list[str]):
    show(window, "<script>throw new Error('broken')</script>", policy="default-src 'self' 'unsafe-inline'")

    assert complaints == [f"{ADDRESS}: broken"]


def test_a_page_that_is_not_there_is_no_complaint(window: Page, complaints: list[str]):
    show(window, "<p>Nothing here</p>", status=404)

    assert complaints == []


def test_axe_and_the_width_of_a_phone_find_their_faults(window: Page):
    show(
        window,
        '<html lang="fr"><main><p style="color: #eee">pale</p><img src="/x.png" width="700"></main></html>',
        policy="default-src 'self' 'unsafe-inline'",
    )

    found = "\n".join(page_faults(window, "nl"))

    assert "in fr instead of nl" in found
    assert "color-contrast (desk, light)" in found
    assert "color-contrast (desk, dark)" in found
    assert "color-contrast (phone, light)" in found
    assert "image-alt (desk, light)" in found
    assert "sticks out of 390 px" in found
