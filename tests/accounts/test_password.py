from __future__ import annotations

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from garageflow.accounts.models import User
from garageflow.accounts.password_words import WordsOfTheHouseValidator
from garageflow.audit.models import PlatformEntry
from garageflow.mail.models import PlatformMail
from tests.accounts.conftest import from_somewhere, sign_in
from tests.factories import UserFactory


def ask(email: str, client=None):
    return (client or from_somewhere()).post("/accounts/password/reset/", {"email": email})


def link_in(mail: PlatformMail) -> str:
    found = re.search(r"http\S+/key/\S+", mail.text)
    assert found
    return found[0]


def test_a_reset_queues_a_mail_with_a_link_of_our_own_address(db, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://app.garageflow.example"
    UserFactory(email="els@peeters.example")

    from_somewhere().post(
        "/accounts/password/reset/", {"email": "els@peeters.example"}, HTTP_HOST="evil.example"
    )

    mail = PlatformMail.objects.get(kind="password_reset_key")
    assert mail.to == "els@peeters.example"
    assert link_in(mail).startswith("https://app.garageflow.example/accounts/password/reset/key/")
    assert "evil.example" not in mail.text + mail.html
    assert link_in(mail) in mail.html


def test_known_and_unknown_address_get_the_same_answer_and_both_a_mail(db):
    UserFactory(email="els@peeters.example")

    known, unknown = ask("els@peeters.example"), ask("nobody@peeters.example")

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert known.content == unknown.content
    mails = PlatformMail.objects.order_by("pk").values_list("to", "kind", "subject")
    assert list(mails) == [
        ("els@peeters.example", "password_reset_key", "Choose a new password"),
        ("nobody@peeters.example", "unknown_account", "No account with this address"),
    ]


def test_the_mail_speaks_the_language_of_its_reader(db, monkeypatch):
    used = []
    real = translation.override
    monkeypatch.setattr(translation, "override", lambda code, **kw: used.append(code) or real(code, **kw))
    UserFactory(email="philippe@dubois.example", language="fr")

    ask("philippe@dubois.example")

    assert "fr" in used


def test_no_mail_is_left_behind_when_the_request_fails(db, monkeypatch):
    """The mail is queued in the transaction of its cause."""
    from allauth.account.views import PasswordResetView

    UserFactory(email="els@peeters.example")
    real = PasswordResetView.form_valid

    def broken(view, form):
        real(view, form)
        raise ZeroDivisionError

    monkeypatch.setattr(PasswordResetView, "form_valid", broken)
    client = from_somewhere()

    with pytest.raises(ZeroDivisionError):
        ask("els@peeters.example", client)

    assert not PlatformMail.objects.exists()


def test_asking_again_and_again_is_refused_for_known_and_unknown_alike(db):
    UserFactory(email="often@peeters.example")

    for email in ("often@peeters.example", "never@peeters.example"):
        answers = [ask(email).status_code for _try in range(6)]
        assert answers == [302, 302, 302, 302, 302, 429]


def test_the_link_sets_a_password_once_and_ends_every_session(db):
    UserFactory(email="els@peeters.example")
    elsewhere = from_somewhere()
    sign_in(elsewhere, "els@peeters.example")
    client = from_somewhere()
    ask("els@peeters.example", client)
    link = link_in(PlatformMail.objects.get()).removeprefix("http://testserver").split("8000")[-1]
    path = "/accounts" + link.split("/accounts", 1)[1]

    form = client.get(path, follow=True)
    again = form.redirect_chain[-1][0]
    weak = client.post(again, {"password1": "password1234", "password2": "password1234"})
    done = client.post(again, {"password1": "a horse on the roof", "password2": "a horse on the roof"})

    assert b"too common" in weak.content
    assert done["Location"] == "/accounts/password/reset/key/done/"
    assert User.objects.get().check_password("a horse on the roof")
    assert elsewhere.get("/account/").status_code == 302
    assert b"This link does not work any more" in from_somewhere().get(path).content
    assert PlatformEntry.objects.filter(event="accounts.password_reset").count() == 1
    notice = PlatformMail.objects.get(kind="password_reset")
    assert "A new password was chosen" in notice.text


def test_a_password_has_twelve_signs_and_the_page_says_so(db):
    UserFactory(email="els@peeters.example")
    client = from_somewhere()
    sign_in(client, "els@peeters.example")

    page = client.get("/accounts/password/change/")
    answer = client.post(
        "/accounts/password/change/",
        {"oldpassword": "correct horse battery", "password1": "short", "password2": "short"},
    )

    assert b"at least 12 characters" in page.content
    assert page.content.count(b'autocomplete="new-password"') == 2
    assert b"This password is too short" in answer.content


def test_a_password_is_changed_and_the_other_devices_are_signed_out(db):
    UserFactory(email="els@peeters.example")
    here, elsewhere = from_somewhere(), from_somewhere()
    sign_in(here, "els@peeters.example")
    sign_in(elsewhere, "els@peeters.example")

    here.post(
        "/accounts/password/change/",
        {
            "oldpassword": "correct horse battery",
            "password1": "a horse on the roof",
            "password2": "a horse on the roof",
        },
    )

    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert PlatformEntry.objects.filter(event="accounts.password_changed").count() == 1
    assert PlatformMail.objects.get().kind == "password_changed"


@pytest.mark.parametrize(
    "password",
    ["GarageFlow2026!", "Garage Garage Garage", "p@ssw0rd-garage", "wachtwoord-1234", "demo demo demo 1"],
)
def test_a_password_of_the_words_of_the_house_is_refused(password: str):
    with pytest.raises(ValidationError, match="alone"):
        validate_password(password)


@pytest.mark.parametrize(
    "password", ["correct horse battery", "my garage has two doors", "123456789012345678901", "é" * 64]
)
def test_any_other_password_passes_whatever_it_is_made_of(password: str):
    WordsOfTheHouseValidator().validate(password)
