"""The validation link, and signing in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from carshare.domain.validation import AddressIsValidated, resend_validation_mail, send_validation_mail
from carshare.mails import compose_validation
from carshare.models import SignUpDraft, ValidationLink
from garageflow.accounts.models import User
from garageflow.mail.models import OutboxMail
from garageflow.tenancy.active import garage_active
from tests.carshare.wizard import (
    DONE,
    PASSWORD,
    START,
    answers_of,
    link_of,
    only_subscriber,
    receive,
    walk,
)

pytestmark = pytest.mark.usefixtures("calm")

EMAIL = "hanne.jacobs@zorgpunt.example"
SIGN_IN = "/g/peeters/carshare/sign-in/"


@pytest.fixture
def unvalidated(peeters, zorgpunt):
    with garage_active(peeters):
        answers = answers_of(zorgpunt, EMAIL)
    walk(Client(), answers)
    receive(peeters)
    return only_subscriber(peeters)


def test_only_the_button_validates_and_only_once(peeters, unvalidated):
    link = link_of(peeters, EMAIL)
    for _scanner in range(3):
        assert Client().get(link).status_code == 200
        assert Client().head(link).status_code == 200
    assert only_subscriber(peeters).state == "email_unverified"

    assert Client().post(link).status_code == 302

    subscriber = only_subscriber(peeters)
    assert (subscriber.state, subscriber.password_hash) == ("active", "")
    validated_at = subscriber.validated_at
    assert "gevalideerd" in Client().get(link, headers={"accept-language": "nl"}).content.decode()
    Client().post(link)
    assert only_subscriber(peeters).validated_at == validated_at
    assert User.objects.get(email=EMAIL).check_password(PASSWORD)


def test_the_mail_holds_the_link_and_no_table_does(peeters, unvalidated):
    with garage_active(peeters):
        content = compose_validation(OutboxMail.objects.get())
        token = content.button[1].rstrip("/").rpartition("/")[2]
        link = ValidationLink.objects.get()

    assert link_of(peeters, EMAIL).endswith(f"/{token}/")
    assert token not in str(link.__dict__)


@pytest.mark.parametrize("age", [timedelta(hours=48), timedelta(days=30)])
def test_a_link_works_for_48_hours_and_then_brings_a_new_mail(peeters, unvalidated, age):
    link = link_of(peeters, EMAIL)
    with garage_active(peeters):
        found = ValidationLink.objects.get()
        assert found.valid_until - found.created_at - timedelta(hours=48) < timedelta(seconds=1)
        ValidationLink.objects.update(valid_until=timezone.now() + timedelta(hours=48) - age)

    page = Client().get(link)
    assert (page.status_code, Client().post(link).status_code) == (410, 410)
    assert only_subscriber(peeters).state == "email_unverified"
    Client().post("/g/peeters/carshare/validation-mail/", {"ticket": page.context["ticket"]})

    assert link_of(peeters, EMAIL) != link
    Client().post(link_of(peeters, EMAIL))
    assert only_subscriber(peeters).state == "active"


def test_a_newer_mail_makes_the_older_link_void(peeters, unvalidated, owner):
    old = link_of(peeters, EMAIL)
    with garage_active(peeters):
        resend_validation_mail(unvalidated, by=owner)

    assert Client().post(old).status_code == 410
    assert Client().post(link_of(peeters, EMAIL)).status_code == 302
    with garage_active(peeters), pytest.raises(AddressIsValidated):
        send_validation_mail(unvalidated)


@pytest.mark.parametrize("token", ["0" * 64, "x", "%00", "../../etc"])
def test_a_link_that_was_made_up_leads_nowhere(peeters, unvalidated, token):
    assert Client().get(f"/g/peeters/carshare/validation/{token}/").status_code == 404


def test_the_link_of_another_garage_is_unknown_here(peeters, dubois, unvalidated):
    dubois.features = ["car_sharing"]
    dubois.save()

    assert Client().get(link_of(peeters, EMAIL).replace("peeters", "dubois")).status_code == 404


def test_unvalidated_people_cannot_sign_in_and_are_offered_a_new_mail(peeters, unvalidated):
    old, client = link_of(peeters, EMAIL), Client()

    page = client.post(SIGN_IN, {"login": EMAIL, "password": PASSWORD})

    assert page.status_code == 422
    assert page.context["ticket"]
    assert "_auth_user_id" not in client.session
    client.post("/g/peeters/carshare/validation-mail/", {"ticket": page.context["ticket"]})
    assert link_of(peeters, EMAIL) != old


def test_a_wrong_password_learns_nothing(peeters, unvalidated):
    wrong = Client().post(SIGN_IN, {"login": EMAIL, "password": "not the password"})
    unknown = Client().post(SIGN_IN, {"login": "nobody@zorgpunt.example", "password": "not the password"})

    assert wrong.context["ticket"] == unknown.context["ticket"] == ""
    assert wrong.status_code == unknown.status_code


@pytest.mark.parametrize("ticket", ["", "1", "1:abc:def"])
def test_a_forged_ticket_sends_nothing(peeters, unvalidated, ticket):
    Client().post("/g/peeters/carshare/validation-mail/", {"ticket": ticket})

    with garage_active(peeters):
        assert OutboxMail.objects.count() == 1


@pytest.mark.parametrize(
    ("first_state", "url"),
    [
        ("active", "/g/peeters/carshare/bookings/"),
        ("pending_approval", "/g/peeters/carshare/standing/"),
        ("inactive", "/g/peeters/carshare/standing/"),
    ],
)
def test_who_is_validated_signs_in_and_sees_where_he_stands(peeters, zorgpunt, unvalidated, first_state, url):
    with garage_active(peeters):
        zorgpunt.first_state = first_state
        zorgpunt.save()
    Client().post(link_of(peeters, EMAIL))
    client = Client()

    response = client.post(SIGN_IN, {"login": EMAIL, "password": PASSWORD}, follow=True)

    assert (
        response.redirect_chain[-1][0] == "/g/peeters/carshare/bookings/" if first_state == "active" else True
    )
    assert response.request["PATH_INFO"] == url
    assert response.status_code == 200


def test_the_letter_can_be_asked_again_five_times(peeters, zorgpunt):
    client = Client()
    with garage_active(peeters):
        walk(client, answers_of(zorgpunt, EMAIL))
    receive(peeters)

    for _time in range(7):
        assert client.post(START + "letter/").url == DONE
        receive(peeters)

    with garage_active(peeters):
        assert ValidationLink.objects.count() == 6
        assert ValidationLink.objects.filter(revoked_at=None).count() == 1
        assert SignUpDraft.objects.get().letters == 5
