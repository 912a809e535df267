"""S10: the pages of signing in do not tell who has an account, neither by words nor by time."""

from __future__ import annotations

import re
import statistics
import time
from dataclasses import dataclass

import pytest
from django.http import HttpResponse

from tests.accounts.conftest import from_somewhere
from tests.factories import UserFactory
from tests.security.doors import ALL_TESTS

# Of each kind. `bin/test --all` takes as many as the spec names; a few tell a difference of a query or two.
TRIES, AT_MOST = (100, 1.05) if ALL_TESTS else (15, 1.3)


@dataclass(frozen=True, slots=True)
class Page:
    path: str
    field: str
    others: dict[str, str]

    def answer(self, email: str) -> HttpResponse:
        return from_somewhere().post(self.path, {self.field: email, **self.others})


PAGES = [
    Page("/accounts/login/", "login", {"password": "wrong password here"}),
    Page("/accounts/password/reset/", "email", {}),
    Page("/accounts/login/code/", "email", {}),
]


@pytest.fixture(params=PAGES, ids=lambda page: page.path)
def entrance(request: pytest.FixtureRequest, db: None, settings) -> Page:
    # The tries of this test are more than anybody may make.
    settings.ACCOUNT_RATE_LIMITS = False
    return request.param


def test_words_do_not_tell(entrance: Page):
    UserFactory(email="known@peeters.example")

    known, unknown = (entrance.answer(f"{who}@peeters.example") for who in ("known", "nobody"))

    assert (known.status_code, known.get("Location")) == (unknown.status_code, unknown.get("Location"))
    assert _words(known, "known") == _words(unknown, "nobody")


def test_the_page_after_it_does_not_tell(entrance: Page):
    UserFactory(email="known@peeters.example")
    after = []
    for who in ("known", "nobody"):
        browser = from_somewhere()
        response = browser.post(
            entrance.path, {entrance.field: f"{who}@peeters.example", **entrance.others}, follow=True
        )
        after.append((response.status_code, response.redirect_chain, _words(response, who)))

    assert after[0] == after[1]


def test_time_does_not_tell(entrance: Page):
    """Interleaved tries; what differs is looked at again, at most twice: a difference that is there stays."""
    for number in range(TRIES):
        UserFactory(email=f"known{number}@peeters.example")
    apart = AT_MOST
    for _round in range(3):
        took: dict[str, list[float]] = {"known": [], "nobody": []}
        for number in range(TRIES):
            for who in ("known", "nobody") if number % 2 else ("nobody", "known"):
                start = time.perf_counter()
                entrance.answer(f"{who}{number}@peeters.example")
                took[who].append(time.perf_counter() - start)
        medians = [statistics.median(times) for times in took.values()]
        apart = max(medians) / min(medians)
        if apart < AT_MOST:
            break

    assert apart < AT_MOST, took


def _words(response: HttpResponse, who: str) -> str:
    """The page without what differs in any case: the typed address and the token of the form."""
    page = response.content.decode().replace(f"{who}@peeters.example", "")
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    return re.sub(r'X-CSRFToken": "[^"]+"', "", page)
