"""The coupling: keys, calls that count once, and the promises of its OpenAPI document."""

from __future__ import annotations

import json
import os
from datetime import date

import pytest
import requests
import schemathesis
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from autopaspoort.domain.api_keys import make_key, revoke_key
from autopaspoort.models import ApiCall, ApiKey, Passport
from autopaspoort.views.api import PER_KEY, PerKey
from garageflow.audit.models import Entry
from garageflow.mail.models import OutboxMail
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from tests.factories import PassportFactory

API = "/g/peeters/api/v1"
# More by hand: API_EXAMPLES=500.
EXAMPLES = int(os.environ.get("API_EXAMPLES", "4"))
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]
CAR = {"country": "NL", "plate": "12-ZZB-3", "last_name": "Jansen", "email": "jan@example.nl"}


@pytest.fixture
def key(in_peeters) -> tuple[ApiKey, str]:
    return make_key(name="CarSys", by=SYSTEM)


@pytest.fixture
def gms(key) -> Client:
    cache.clear()
    return Client(headers={"Authorization": f"Bearer {key[1]}"})


def post(client: Client, path: str, content: object, **headers: str):
    return client.post(f"{API}{path}", json.dumps(content), "application/json", headers=headers)


def test_the_secret_is_not_kept(key):
    row = ApiKey.objects.values().get()

    assert key[1] not in str(row)
    assert key[1].startswith(row["prefix"])


def test_without_a_valid_key_nothing_opens(gms, key, dubois, in_peeters):
    assert Client().get(f"{API}/passports").status_code == 401
    assert Client(headers={"Authorization": "Bearer gf_no"}).get(f"{API}/passports").status_code == 401
    assert gms.get("/g/dubois/api/v1/passports").status_code == 401
    assert gms.get(f"{API}/passports").status_code == 200
    revoke_key(key[0], by=SYSTEM)
    assert gms.get(f"{API}/passports").status_code == 401


def test_a_passport_is_made_then_updated_and_the_key_stands_in_the_log(gms, in_peeters):
    made = post(gms, "/passports", {**CAR, "send": True})
    again = post(gms, "/passports", {**CAR, "phone": "0612345678"})

    assert (made.status_code, made.json()["state"]) == (201, "offered")
    assert (again.status_code, again.json()["vehicle"]["plate"]) == (200, "12-ZZB-3")
    assert OutboxMail.objects.count() == 1
    assert Entry.objects.filter(event="autopaspoort.passport_created").get().actor_label == "API: CarSys"


def test_the_same_call_counts_once(gms, in_peeters):
    first = post(gms, "/passports", CAR, **{"Idempotency-Key": "a-1"})
    second = post(gms, "/passports", CAR, **{"Idempotency-Key": "a-1"})
    other = post(gms, "/passports", {**CAR, "last_name": "Peters"}, **{"Idempotency-Key": "a-1"})

    assert (first.status_code, second.status_code, other.status_code) == (201, 201, 409)
    assert second.json() == first.json()
    assert Passport.objects.get().customer.last_name == "Jansen"


def test_a_refused_call_may_be_tried_again_with_its_key(gms, in_peeters):
    refused = post(gms, "/passports", {**CAR, "plate": "??"}, **{"Idempotency-Key": "a-1"})

    assert refused.status_code == 422
    assert not ApiCall.objects.exists()


def test_inspection_reading_and_offer(gms, in_peeters):
    PassportFactory(vehicle__number=7, vehicle__plate_country="NL")
    put = gms.put(f"{API}/passports/7/inspection", '{"inspection_due_on": "2027-05-04"}', "application/json")
    reading = post(gms, "/passports/7/readings", {"km": 120_000, "read_on": "2026-01-05"})
    dropped = post(gms, "/passports/7/readings", {"km": 90_000, "read_on": "2026-02-05"})
    offered = gms.post(f"{API}/passports/7/offer")

    passport = Passport.objects.select_related("vehicle").get()
    assert (put.status_code, reading.status_code, dropped.status_code) == (200, 201, 409)
    assert passport.vehicle.inspection_due_on == date(2027, 5, 4)
    assert passport.vehicle.odometer_readings.get().km == 120_000
    assert (offered.status_code, passport.state) == (200, "offered")
    assert gms.get(f"{API}/passports/8").status_code == 404


def test_only_the_garage_of_the_address_is_seen(gms, in_peeters, dubois):
    with garage_active(dubois):
        PassportFactory(vehicle__number=9)
    mine = PassportFactory(vehicle__number=7)

    page = gms.get(f"{API}/passports?limit=1").json()

    assert [row["vehicle"]["number"] for row in page["items"]] == [mine.vehicle.number]
    assert page["next"] is None
    assert gms.get(f"{API}/passports/9").status_code == 404


def test_too_many_calls_are_told_to_wait(gms, monkeypatch):
    monkeypatch.setattr(PER_KEY, "num_requests", 1)
    assert gms.get(f"{API}/passports").status_code == 200

    answer = gms.get(f"{API}/passports")

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_the_interface_keeps_its_promises(gms, monkeypatch):
    """A few examples of every call, by the document that the garage's software reads."""
    monkeypatch.setattr(PerKey, "allow_request", lambda self, request: True)
    for number in (1, 2):
        PassportFactory(vehicle__number=number)
    document = gms.get(f"{API}/openapi.json").json()
    document["paths"] = {path.removeprefix(API): rest for path, rest in document["paths"].items()}

    for operation in schemathesis.openapi.from_dict(document).get_all_operations():
        _check(operation.ok(), gms)


def _check(operation, client: Client) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def calls(case):
        case.validate_response(_answer(case, client), checks=CHECKS)

    calls()


def _answer(case, client: Client) -> Response:
    """What the site says to a made-up call, in the form in which schemathesis judges it."""
    call = requests.Request(**case.as_transport_kwargs(base_url=f"http://testserver{API}")).prepare()
    body = call.body.encode() if isinstance(call.body, str) else call.body or b""
    known = {
        name: value
        for name, value in call.headers.items()
        if name.lower() not in ("content-length", "content-type", "authorization")
    }
    said = client.generic(
        call.method,
        call.path_url,
        body,
        call.headers.get("Content-Type", "application/json"),
        headers=known,
    )
    return Response(
        status_code=said.status_code,
        headers={name.lower(): [value] for name, value in said.headers.items()},
        content=said.content,
        request=call,
        elapsed=0.0,
        verify=False,
    )
