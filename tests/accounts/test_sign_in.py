from __future__ import annotations

import re
from datetime import timedelta

import pytest
import redis
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from garageflow.audit.models import PlatformEntry
from tests.accounts.conftest import from_somewhere, sign_in, words_without
from tests.factories import UserFactory


def test_signing_in_opens_the_garage_choice_and_is_audited(browser_of_a_visitor):
    user = UserFactory(email="els@peeters.example")

    response = sign_in(browser_of_a_visitor, "ELS@peeters.example")

    assert (response.status_code, response["Location"]) == (302, "/")
    assert UserSession.objects.filter(user=user).count() == 1
    entry = PlatformEntry.objects.get(event="accounts.signed_in")
    assert (entry.user, entry.facts) == (user, {"methods": ["password"]})


def test_a_session_ends_two_weeks_after_signing_in_whatever_happens_meanwhile(
    browser_of_a_visitor, monkeypatch
):
    UserFactory(email="els@peeters.example")
    sign_in(browser_of_a_visitor, "els@peeters.example")
    began, session = timezone.now(), browser_of_a_visitor.session
    end = Session.objects.get(pk=session.session_key).expire_date

    monkeypatch.setattr(timezone, "now", lambda: began + timedelta(days=13))
    session["anything"] = "changed"
    session.save()

    assert Session.objects.get(pk=session.session_key).expire_date == end
    assert abs(end - began - timedelta(days=14)) < timedelta(minutes=5)


def test_signing_in_returns_to_the_page_that_was_asked_for(browser_of_a_visitor):
    UserFactory(email="els@peeters.example")

    response = browser_of_a_visitor.post(
        "/accounts/login/",
        {"login": "els@peeters.example", "password": "correct horse battery", "next": "/g/peeters/members/"},
    )

    assert response["Location"] == "/g/peeters/members/"


def test_signing_in_never_leads_to_another_site(browser_of_a_visitor):
    UserFactory(email="els@peeters.example")

    response = browser_of_a_visitor.post(
        "/accounts/login/",
        {
            "login": "els@peeters.example",
            "password": "correct horse battery",
            "next": "https://evil.example/",
        },
    )

    assert response["Location"] == "/"


def test_known_and_unknown_address_get_the_same_refusal(db):
    UserFactory(email="els@peeters.example")

    known = sign_in(from_somewhere(), "els@peeters.example", "wrong password here")
    unknown = sign_in(from_somewhere(), "nobody@peeters.example", "wrong password here")

    assert known.status_code == unknown.status_code == 200
    assert words_without("els@peeters.example", known) == words_without("nobody@peeters.example", unknown)
    assert PlatformEntry.objects.filter(event="accounts.sign_in_failed", user=None, facts={}).count() == 2


def test_an_unknown_address_costs_a_password_hash_too(db, monkeypatch):
    """Else the time of the answer would tell who has an account."""
    from garageflow.accounts.models import User

    hashed = []
    monkeypatch.setattr(User, "set_password", lambda user, password: hashed.append(password))

    sign_in(from_somewhere(), "nobody@peeters.example", "wrong password here")

    assert hashed == ["wrong password here"]


def test_a_closed_account_cannot_sign_in(browser_of_a_visitor):
    UserFactory(email="els@peeters.example", is_active=False)

    response = sign_in(browser_of_a_visitor, "els@peeters.example")

    assert response["Location"] == "/accounts/inactive/"
    assert "_auth_user_id" not in browser_of_a_visitor.session


def test_an_account_is_locked_for_a_while_after_five_wrong_passwords(db):
    UserFactory(email="locked@peeters.example")
    for _try in range(5):
        sign_in(from_somewhere(), "locked@peeters.example", "wrong password here")

    response = sign_in(from_somewhere(), "locked@peeters.example")

    assert b"Too many failed login attempts" in response.content


def test_emptying_redis_gives_nobody_new_tries(db, settings):
    UserFactory(email="locked@peeters.example")
    for _try in range(5):
        sign_in(from_somewhere(), "locked@peeters.example", "wrong password here")

    redis.from_url(settings.CELERY_BROKER_URL).flushdb()

    response = sign_in(from_somewhere(), "locked@peeters.example")
    assert b"Too many failed login attempts" in response.content


def test_a_forged_forwarded_for_does_not_pass_the_rate_limit(db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    client = from_somewhere()

    answers = [
        sign_in(client, f"nobody{n}@peeters.example", "wrong", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}")
        for n in range(11)
    ]

    assert b"Too many failed login attempts" not in answers[9].content
    assert b"Too many failed login attempts" in answers[10].content


def test_behind_one_proxy_the_last_address_counts_and_a_forged_one_before_it_does_not(db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    attacker = from_somewhere().defaults["REMOTE_ADDR"]
    proxy = from_somewhere()

    answers = [
        sign_in(proxy, f"no{n}@peeters.example", "wrong", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}, {attacker}")
        for n in range(11)
    ]
    somebody_else = sign_in(proxy, "no@peeters.example", "wrong", HTTP_X_FORWARDED_FOR="198.51.100.77")

    assert b"Too many failed login attempts" in answers[10].content
    assert b"Too many failed login attempts" not in somebody_else.content


def test_the_audit_notes_the_address_that_the_proxy_saw(db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    UserFactory(email="els@peeters.example")

    sign_in(from_somewhere(), "els@peeters.example", HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.7")

    assert PlatformEntry.objects.get(event="accounts.signed_in").ip == "198.51.100.7"


def test_nobody_signs_up_by_himself(browser_of_a_visitor):
    page = browser_of_a_visitor.get("/accounts/signup/")
    answer = browser_of_a_visitor.post(
        "/accounts/signup/", {"email": "new@example.com", "password1": "correct horse battery"}
    )

    assert b"By invitation" in page.content
    assert b"By invitation" in answer.content


def test_signing_out_needs_a_post(browser_of_a_visitor):
    UserFactory(email="els@peeters.example")
    sign_in(browser_of_a_visitor, "els@peeters.example")

    browser_of_a_visitor.get("/accounts/logout/")
    assert "_auth_user_id" in browser_of_a_visitor.session

    browser_of_a_visitor.post("/accounts/logout/")
    assert "_auth_user_id" not in browser_of_a_visitor.session
    assert PlatformEntry.objects.filter(event="accounts.signed_out").count() == 1


def test_a_passkey_is_suggested_once_and_not_every_day(db):
    UserFactory(email="els@peeters.example")

    first, second = from_somewhere(), from_somewhere()
    sign_in(first, "els@peeters.example")
    sign_in(second, "els@peeters.example")

    assert b"Add a passkey</a>" in first.get("/").content
    assert b"Add a passkey</a>" not in second.get("/").content


@pytest.mark.parametrize(
    ("path", "autocomplete"),
    [
        ("/accounts/login/", ["username", "current-password"]),
        ("/accounts/password/reset/", ["email"]),
    ],
)
def test_fields_tell_password_managers_what_they_are(browser_of_a_visitor, path, autocomplete):
    page = browser_of_a_visitor.get(path).content.decode()

    assert re.findall(r'autocomplete="([^"]+)"', page) == autocomplete
