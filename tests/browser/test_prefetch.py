"""A page on whose link the pointer rests is fetched ahead, once, though no browser may keep it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_started
from playwright.sync_api import expect

from garageflow.tenancy.models import Garage
from tests.browser.conftest import OpenBrowser
from tests.browser.doubled import inside_the_server
from tests.conftest import client_of

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def visits() -> Iterator[Counter[str]]:
    counted: Counter[str] = Counter()

    def count(environ: dict[str, Any], **kwargs: Any) -> None:
        counted[environ.get("PATH_INFO", "")] += 1

    request_started.connect(count)
    yield counted
    request_started.disconnect(count)


@inside_the_server
def test_the_click_finds_the_page_fetched(
    open_browser: OpenBrowser, peeters: Garage, reception: Any, visits: Counter[str]
):
    page = open_browser(client_of(reception), language="en-GB")
    page.goto("/g/peeters/")
    link = page.locator(".sidebar nav a[href='/g/peeters/customers/']")

    link.hover()
    page.wait_for_timeout(1000)
    fetched_ahead = visits["/g/peeters/customers/"]
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Customers")

    assert fetched_ahead == 1
    assert visits["/g/peeters/customers/"] == 1
