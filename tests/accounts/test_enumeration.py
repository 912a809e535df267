"""S10: the pages of signing in do not tell who has an account, neither by words nor by time."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from garageflow.accounts.models import User
from tests.accounts.conftest import from_somewhere, words_without
from tests.factories import UserFactory
from tests.security.timing import TRIES, assert_time_does_not_tell, seconds_of


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
    assert words_without("known@peeters.example", known) == words_without("nobody@peeters.example", unknown)


def test_the_page_after_it_does_not_tell(entrance: Page):
    UserFactory(email="known@peeters.example")
    after = []
    for who in ("known", "nobody"):
        browser = from_somewhere()
        response = browser.post(
            entrance.path, {entrance.field: f"{who}@peeters.example", **entrance.others}, follow=True
        )
        after.append(
            (response.status_code, response.redirect_chain, words_without(f"{who}@peeters.example", response))
        )

    assert after[0] == after[1]


@pytest.mark.parametrize("entrance", PAGES[1:], indirect=True, ids=lambda page: page.path)
def test_as_much_is_asked_of_the_database(entrance: Page):
    """Which takes most of the time of an answer where no password is compared."""
    UserFactory(email="known@peeters.example")
    asked = {}
    for who in ("known", "nobody"):
        with CaptureQueriesContext(connection) as queries:
            entrance.answer(f"{who}@peeters.example")
        asked[who] = len(queries)

    assert asked["known"] == asked["nobody"]


def test_time_does_not_tell(entrance: Page, settings, monkeypatch: pytest.MonkeyPatch):
    for number in range(TRIES):
        UserFactory(email=f"known{number}@peeters.example")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    # A tenth of what it costs outside: still most of the answer.
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 100_000)
    password = make_password("distributieriem-op-tijd")
    User.objects.update(password=password)
    status = entrance.answer("nobody@peeters.example").status_code

    def attempt(who: str, number: int) -> float:
        return seconds_of(lambda: entrance.answer(f"{who}{number}@peeters.example"), status)

    assert_time_does_not_tell(("known", "nobody"), attempt)
