"""Nobody can tell who is known: not by the status, not by the body, not by the time."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from carshare.models import Subscriber
from garageflow.tenancy.active import garage_active
from tests.carshare.factories import SubscriberFactory
from tests.carshare.wizard import DONE, PASSWORD, START, STEP, answers_of
from tests.security.timing import TRIES, assert_time_does_not_tell, seconds_of

pytestmark = pytest.mark.usefixtures("calm")

SIGN_IN = "/g/peeters/carshare/sign-in/"


@pytest.fixture
def answers(peeters, zorgpunt):
    """Of an organisation that knows as many people as there are tries."""
    with garage_active(peeters):
        people = {"contract": zorgpunt.contracts.get(), "parking": zorgpunt.parkings.get()}
        for number in range(TRIES):
            SubscriberFactory(organisation=zorgpunt, email=f"known{number:03d}@zorgpunt.example", **people)
        return answers_of(zorgpunt, "")


def test_known_and_unknown_addresses_get_the_same_answer(peeters, answers):
    bodies = {kind: {_whole_way(f"{kind}000@zorgpunt.example", answers)} for kind in ("known", "other")}

    assert bodies["known"] == bodies["other"]
    with garage_active(peeters):
        assert Subscriber.objects.count() == TRIES


def test_known_and_unknown_addresses_cost_the_same_statements(answers):
    asked = []
    for kind in ("known", "other"):
        with CaptureQueriesContext(connection) as captured:
            _whole_way(f"{kind}000@zorgpunt.example", answers)
        # Where a value begins they differ, and each savepoint has a name of its own.
        asked.append([re.split(r"['0-9]|SAVEPOINT", query["sql"])[0] for query in captured])

    assert asked[0] == asked[1]


@pytest.mark.parametrize("step", ["email", "preferences"])
def test_known_and_unknown_addresses_take_the_same_time(answers, step):
    """The first step, which reads the address, and the last one, which sends the sign-up away."""
    assert_time_does_not_tell(
        ("known", "other"), lambda kind, number: _seconds_of(step, f"{kind}{number:03d}", answers)
    )


def test_a_wrong_password_takes_the_same_time_whoever_it_is(
    peeters, zorgpunt, answers, settings, monkeypatch
):
    """A subscriber with a user, one whose address is not validated, and nobody: one check each."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    # A tenth of what it costs outside: still most of the answer.
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 100_000)
    with garage_active(peeters):
        user = SubscriberFactory(organisation=zorgpunt, email="user@zorgpunt.example").member.membership.user
        user.set_password(PASSWORD)
        user.save()
        SubscriberFactory(
            organisation=zorgpunt,
            email="half@zorgpunt.example",
            member=None,
            state="email_unverified",
            validated_at=None,
            password_hash=user.password,
        )

    def sign_in(kind: str, _number: int) -> float:
        form = {"login": f"{kind}@zorgpunt.example", "password": "not the password"}
        return seconds_of(lambda: Client().post(SIGN_IN, form), 422)

    assert_time_does_not_tell(("user", "half", "none"), sign_in)


def _seconds_of(step: str, name: str, answers: dict[str, dict[str, object]]) -> float:
    client, address = Client(), {"email": f"{name}@zorgpunt.example"}
    if step == "email":
        return seconds_of(lambda: client.post(START, address), 302)
    client.post(START, address)
    client.post(STEP.format("person"), answers["person"])
    return seconds_of(lambda: client.post(STEP.format("preferences"), answers["preferences"]), 302)


def _whole_way(email: str, answers: dict[str, dict[str, object]]) -> str:
    """What the pages say, without the address itself and without tokens against forged forms."""
    client = Client()
    said = [client.post(START, {"email": email})]
    said.append(client.post(STEP.format("person"), answers["person"]))
    said.append(client.post(STEP.format("preferences"), answers["preferences"]))
    assert [response.status_code for response in said] == [302, 302, 302]
    assert said[-1].url == DONE
    said.append(client.get(DONE))
    body = " ".join(response.content.decode() for response in said).replace(email, "")
    return '"'.join(part for part in body.split('"') if len(part) != 64)
