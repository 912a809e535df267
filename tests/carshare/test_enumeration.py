"""Nobody can tell who is known: not by the status, not by the body, not by the time."""

from __future__ import annotations

import gc
import re
import statistics
import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from carshare.models import Subscriber
from garageflow.tenancy.active import garage_active
from tests.carshare.factories import SubscriberFactory
from tests.carshare.wizard import DONE, PASSWORD, START, STEP, answers_of
from tests.security.doors import ALL_TESTS

pytestmark = pytest.mark.usefixtures("calm")

SIGN_IN = "/g/peeters/carshare/sign-in/"
# Of each kind. Times need many tries: `bin/test --all`. That the statements are the same is tested always.
TRIES = 200 if ALL_TESTS else 3
needs_time = pytest.mark.skipif(not ALL_TESTS, reason="a measurement: bin/test --all")


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


@needs_time
@pytest.mark.parametrize("step", ["email", "preferences"])
def test_known_and_unknown_addresses_take_the_same_time(answers, step):
    """The first step, which reads the address, and the last one, which sends the sign-up away."""
    apart = _apart(("known", "other"), lambda kind, number: _seconds_of(step, f"{kind}{number:03d}", answers))

    assert apart < 1.05


@needs_time
def test_a_wrong_password_takes_the_same_time_whoever_it_is(peeters, zorgpunt, answers, settings):
    """A subscriber with a user, one whose address is not validated, and nobody: one check each."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
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
        return _seconds(lambda: Client().post(SIGN_IN, form), status=422)

    assert _apart(("user", "half", "none"), sign_in, tries=67) < 1.05


def _apart(kinds: tuple[str, ...], attempt: Callable[[str, int], float], tries: int = TRIES) -> float:
    """The largest median over the smallest, of tries that alternate, each kind as often in front."""
    took: dict[str, list[float]] = {kind: [] for kind in kinds}
    gc.collect()
    gc.disable()
    try:
        for number in range(tries):
            turn = number % len(kinds)
            for kind in kinds[turn:] + kinds[:turn]:
                took[kind].append(attempt(kind, number))
    finally:
        gc.enable()
    medians = [statistics.median(times) for times in took.values()]
    print({kind: f"{statistics.median(times) * 1000:.2f} ms" for kind, times in took.items()})
    return max(medians) / min(medians)


def _seconds_of(step: str, name: str, answers: dict[str, dict[str, object]]) -> float:
    client, address = Client(), {"email": f"{name}@zorgpunt.example"}
    if step == "email":
        return _seconds(lambda: client.post(START, address))
    client.post(START, address)
    client.post(STEP.format("person"), answers["person"])
    return _seconds(lambda: client.post(STEP.format("preferences"), answers["preferences"]))


def _seconds(ask: Callable[[], object], status: int = 302) -> float:
    began = time.perf_counter()
    response = ask()
    seconds = time.perf_counter() - began
    assert response.status_code == status  # type: ignore[attr-defined]
    return seconds


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
