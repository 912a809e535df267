from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession

from garageflow.accounts.browsers import browser_name
from garageflow.accounts.models import User
from tests.accounts.conftest import from_somewhere, sign_in
from tests.factories import UserFactory

ANONYMOUS = ["/account/", "/accounts/email/", "/accounts/2fa/", "/accounts/sessions/"]


@pytest.mark.parametrize("path", ANONYMOUS)
def test_a_visitor_is_sent_to_sign_in(browser_of_a_visitor, path):
    response = browser_of_a_visitor.get(path)

    assert response["Location"] == f"/accounts/login/?next={path}"


@pytest.mark.parametrize(
    "path",
    [*ANONYMOUS, "/accounts/password/change/", "/accounts/2fa/webauthn/", "/accounts/logout/"],
)
def test_the_pages_of_an_account_open(db, path):
    UserFactory(email="els@peeters.example")
    client = from_somewhere()
    sign_in(client, "els@peeters.example")

    response = client.get(path)

    assert response.status_code == 200
    assert b"els@peeters.example" in response.content


def test_sessions_of_others_are_ended_and_this_one_stays(db):
    UserFactory(email="els@peeters.example")
    UserFactory(email="philippe@dubois.example")
    here, elsewhere, stranger = from_somewhere(), from_somewhere(), from_somewhere()
    sign_in(here, "els@peeters.example")
    sign_in(elsewhere, "els@peeters.example")
    sign_in(stranger, "philippe@dubois.example")

    assert here.post("/accounts/sessions/")["Location"].startswith("/accounts/reauthenticate/")
    assert UserSession.objects.count() == 3
    here.post("/accounts/reauthenticate/", {"password": "correct horse battery"})
    here.post("/accounts/sessions/")

    assert UserSession.objects.count() == 2
    assert here.get("/account/").status_code == 200
    assert stranger.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


def test_the_language_of_a_person_follows_him(db):
    UserFactory(email="els@peeters.example", language="en")
    client = from_somewhere()
    sign_in(client, "els@peeters.example")

    response = client.post("/language/", {"language": "nl", "next": "/account/"})

    assert (response.status_code, response["Location"]) == (302, "/account/")
    assert User.objects.get().language == "nl"
    assert client.get("/account/")["Content-Language"] == "nl"


def test_the_language_of_a_visitor_is_kept_in_his_browser(browser_of_a_visitor):
    browser_of_a_visitor.post("/language/", {"language": "fr", "next": "/accounts/login/"})

    cookie = browser_of_a_visitor.cookies["language"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("fr", True, "Lax")
    assert browser_of_a_visitor.get("/accounts/login/")["Content-Language"] == "fr"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_language_switch_leads_nowhere_else(browser_of_a_visitor, elsewhere):
    response = browser_of_a_visitor.post("/language/", {"language": "nl", "next": elsewhere})

    assert response["Location"] == "/"


def test_an_unknown_language_is_refused(browser_of_a_visitor):
    assert browser_of_a_visitor.post("/language/", {"language": "xx"}).status_code == 400
    assert browser_of_a_visitor.get("/language/").status_code == 405


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0",
            "Firefox, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36 Edg/130.0",
            "Edge, Windows",
        ),
        ("curl/8.5.0", "curl/8.5.0"),
    ],
)
def test_browsers_are_called_what_people_call_them(header, name):
    assert browser_name(header) == name
