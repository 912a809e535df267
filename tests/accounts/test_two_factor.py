from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import get_user
from django.test import RequestFactory

from garageflow.accounts.models import User
from garageflow.audit.models import PlatformEntry
from garageflow.mail.models import PlatformMail
from garageflow.members.second_factor import has_second_factor, second_factor_url
from tests.accounts.conftest import PASSWORD, from_somewhere, sign_in
from tests.factories import UserFactory


def code_for(secret: str) -> str:
    counter = list(yield_hotp_counters_from_time())[1]
    return format_hotp_value(hotp_value(secret, counter))


def set_up_totp(client, callbacks) -> str:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    with callbacks(execute=True):
        client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    return secret


@pytest.fixture
def els(db):
    UserFactory(email="els@peeters.example")
    client = from_somewhere()
    sign_in(client, "els@peeters.example")
    return client


def test_an_authenticator_app_is_set_up_with_recovery_codes(els, django_capture_on_commit_callbacks):
    set_up_totp(els, django_capture_on_commit_callbacks)

    kinds = set(Authenticator.objects.values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}
    page = els.get("/accounts/2fa/recovery-codes/").content
    assert page.count(b"<li><code>") == 10
    added = PlatformEntry.objects.filter(event="accounts.second_factor_added").values_list("facts", flat=True)
    assert {"type": "totp"} in list(added)
    assert PlatformMail.objects.filter(kind="totp_activated", to="els@peeters.example").count() == 1


def test_the_secret_is_encrypted_at_rest(els, django_capture_on_commit_callbacks):
    secret = set_up_totp(els, django_capture_on_commit_callbacks)

    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored
    assert stored.startswith("gAAAA")


def test_signing_in_then_asks_for_a_code(els, django_capture_on_commit_callbacks):
    secret = set_up_totp(els, django_capture_on_commit_callbacks)
    client = from_somewhere()

    first = sign_in(client, "els@peeters.example")
    assert first["Location"] == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session

    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert b"Incorrect code" in wrong.content
    assert PlatformEntry.objects.filter(event="accounts.second_factor_failed").count() == 1

    client.post("/accounts/2fa/authenticate/", {"code": code_for(secret)})
    assert "_auth_user_id" in client.session


def test_a_recovery_code_works_once(els, django_capture_on_commit_callbacks):
    set_up_totp(els, django_capture_on_commit_callbacks)
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]

    for expected in (True, False):
        client = from_somewhere()
        sign_in(client, "els@peeters.example")
        client.post("/accounts/2fa/authenticate/", {"code": code})
        assert ("_auth_user_id" in client.session) is expected


def test_passkey_options_are_for_the_host_of_the_site(browser_of_a_visitor, settings):
    settings.SITE_URL = "https://app.garageflow.example"

    options = browser_of_a_visitor.get("/accounts/2fa/webauthn/login/", HTTP_ACCEPT="application/json").json()

    assert options["request_options"]["publicKey"]["rpId"] == "app.garageflow.example"


def test_pages_with_passkeys_have_no_script_of_their_own(els):
    """The security policy allows scripts from files only; data for them is no script."""
    els.post("/accounts/reauthenticate/", {"password": PASSWORD})
    for client, path in ((els, "/accounts/2fa/webauthn/add/"), (from_somewhere(), "/accounts/login/")):
        page = client.get(path).content.decode()
        scripts = [tag.split(">")[0] for tag in page.split("<script")[1:]]
        assert scripts
        assert all(" src=" in tag or 'type="application/json"' in tag for tag in scripts)


def _second_factor_in(client) -> bool:
    request = RequestFactory().get("/admin/")
    request.session = client.session
    request.user = get_user(request)
    return has_second_factor(request)


def test_only_a_second_factor_used_in_this_session_counts(els, django_capture_on_commit_callbacks):
    assert not _second_factor_in(from_somewhere())
    assert not _second_factor_in(els)

    secret = set_up_totp(els, django_capture_on_commit_callbacks)
    assert not _second_factor_in(els)

    els.post("/accounts/2fa/reauthenticate/", {"code": code_for(secret)})
    assert _second_factor_in(els)

    Authenticator.objects.all().delete()
    assert not _second_factor_in(els)


def test_where_to_get_a_second_factor(els, django_capture_on_commit_callbacks):
    request = RequestFactory().get("/admin/tenancy/")
    request.user = User.objects.get()
    assert second_factor_url(request) == "/accounts/2fa/"

    set_up_totp(els, django_capture_on_commit_callbacks)
    assert second_factor_url(request) == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2Ftenancy%2F"


def test_the_second_factor_leads_back_to_where_it_was_asked_for(els, django_capture_on_commit_callbacks):
    secret = set_up_totp(els, django_capture_on_commit_callbacks)

    response = els.post(
        "/accounts/2fa/reauthenticate/?next=/account/", {"code": code_for(secret), "next": "/account/"}
    )

    assert response["Location"] == "/account/"


@pytest.mark.parametrize("addresses", ["one", "many"])
def test_codes_cannot_be_tried_one_after_the_other(els, django_capture_on_commit_callbacks, addresses):
    """S11: neither from one place nor from many; not the right one after too many wrong ones either."""
    secret = set_up_totp(els, django_capture_on_commit_callbacks)

    answers = []
    browser = from_somewhere()
    for number in range(12):
        if addresses == "many" or number == 0:
            browser = from_somewhere()
            sign_in(browser, "els@peeters.example")
        answers.append(browser.post("/accounts/2fa/authenticate/", {"code": f"{number:06}"}))
    last = browser.post("/accounts/2fa/authenticate/", {"code": code_for(secret)})

    assert {answer.status_code for answer in answers} <= {200, 302, 429}
    assert b"Incorrect code" in answers[0].content
    assert last.status_code in (200, 429) or last["Location"] != "/"
    assert not get_user_of(browser).is_authenticated


def test_a_code_is_good_for_one_sign_in(els, django_capture_on_commit_callbacks):
    secret = set_up_totp(els, django_capture_on_commit_callbacks)
    code = code_for(secret)
    first, second = from_somewhere(), from_somewhere()
    for browser in (first, second):
        sign_in(browser, "els@peeters.example")

    first.post("/accounts/2fa/authenticate/", {"code": code})
    second.post("/accounts/2fa/authenticate/", {"code": code})

    assert get_user_of(first).is_authenticated
    assert not get_user_of(second).is_authenticated


def get_user_of(browser):
    request = RequestFactory().get("/")
    request.session = browser.session
    return get_user(request)
