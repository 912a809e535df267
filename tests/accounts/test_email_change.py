from __future__ import annotations

import pytest

from garageflow.accounts.models import User
from garageflow.audit.models import PlatformEntry
from garageflow.mail.models import PlatformMail
from tests.accounts.conftest import PASSWORD, from_somewhere, sign_in
from tests.factories import UserFactory


@pytest.fixture
def els(db):
    """Signed in, and asked for the password a moment ago."""
    UserFactory(email="els@peeters.example")
    client = from_somewhere()
    sign_in(client, "els@peeters.example")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def change(client, email: str):
    return client.post("/accounts/email/", {"email": email, "action_add": "1"})


def test_changing_the_address_asks_for_the_password_first(db):
    UserFactory(email="els@peeters.example")
    client = from_somewhere()
    sign_in(client, "els@peeters.example")

    response = change(client, "new@peeters.example")

    assert response["Location"].startswith("/accounts/reauthenticate/")
    assert not PlatformMail.objects.exists()


def test_the_new_address_counts_once_its_code_is_typed(els):
    response = change(els, "New@peeters.example")
    assert response["Location"] == "/accounts/confirm-email/"
    assert User.objects.get().email == "els@peeters.example"

    mail = PlatformMail.objects.get(to="new@peeters.example")
    code = mail.subject.split()[0]
    els.post("/accounts/confirm-email/", {"code": code})

    user = User.objects.get()
    assert user.email == "new@peeters.example"
    assert list(user.emailaddress_set.values_list("email", "verified", "primary")) == [
        ("new@peeters.example", True, True)
    ]
    assert PlatformEntry.objects.filter(event="accounts.email_changed", user=user).count() == 1
    notice = PlatformMail.objects.get(kind="email_changed")
    assert notice.to == "els@peeters.example"
    assert "new@peeters.example" in notice.text


def test_a_wrong_code_changes_nothing_and_three_end_it(els):
    change(els, "wrong@peeters.example")

    answers = [els.post("/accounts/confirm-email/", {"code": "AAAA-AAAA"}).status_code for _try in range(3)]

    assert answers == [200, 200, 302]
    assert User.objects.get().email == "els@peeters.example"


def test_an_address_of_somebody_else_is_answered_like_any_other(els):
    UserFactory(email="philippe@dubois.example")

    taken = change(els, "philippe@dubois.example")

    assert taken["Location"] == "/accounts/confirm-email/"
    code = PlatformMail.objects.get(to="philippe@dubois.example").subject.split()[0]
    els.post("/accounts/confirm-email/", {"code": code})
    assert User.objects.filter(email="els@peeters.example").exists()
