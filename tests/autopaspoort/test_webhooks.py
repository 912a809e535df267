"""Events for the garage's own software: signed, repeated, and never into our own network."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from autopaspoort.domain.passports import archive_passport, offer_passport
from autopaspoort.domain.webhook_http import is_addressable, is_public
from autopaspoort.domain.webhooks import (
    BACKOFF,
    AddressNotAllowed,
    deliver_again,
    end_webhook,
    set_webhook,
    signature_of,
)
from autopaspoort.models import Webhook, WebhookDelivery
from garageflow.jobs.domain.work import work_until_idle
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from tests.factories import GarageFactory, PassportFactory

WORK = ["autopaspoort.webhook"]


class Listener(HTTPServer):
    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heard: list[tuple[dict[str, str], bytes]] = []


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def listener():
    server = Listener()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_events_arrive_signed_and_are_repeated_until_they_do(listener, settings):
    settings.WEBHOOK_INSECURE = True
    garage = GarageFactory(slug="peeters")
    with garage_active(garage):
        _webhook, secret = set_webhook(url=f"http://127.0.0.1:{listener.server_port}/gms?x=1", by=SYSTEM)
        listener.status = 500
        offer_passport(PassportFactory(vehicle__number=7), by=SYSTEM)
    work_until_idle(kinds=WORK)
    with garage_active(garage):
        delivery = WebhookDelivery.objects.get()
        assert (delivery.state, delivery.attempts, delivery.answer) == ("queued", 1, "500")
        WebhookDelivery.objects.update(attempts=len(BACKOFF), due_at=delivery.created_at)
    _again_due(garage)
    with garage_active(garage):
        delivery.refresh_from_db()
        assert delivery.state == "failed"
        listener.status = 204
        deliver_again(delivery, by=SYSTEM)
    work_until_idle(kinds=WORK)

    with garage_active(garage):
        delivery.refresh_from_db()
        assert (delivery.state, delivery.answer) == ("sent", "204")
    headers, body = listener.heard[-1]
    at, v1 = (part.split("=")[1] for part in headers["GarageFlow-Signature"].split(","))
    assert v1 == signature_of(secret, int(at), body)
    assert headers["GarageFlow-Delivery"] == str(delivery.uid)
    content = json.loads(body)
    assert (content["event"], content["garage"]) == ("passport.offered", "peeters")
    assert content["data"]["passport"]["vehicle"]["number"] == 7


def _again_due(garage) -> None:
    from garageflow.jobs.models import DueWork

    DueWork.objects.filter(garage=garage, kind=WORK[0]).update(due_at="2026-01-01T00:00:00Z")
    work_until_idle(kinds=WORK)


def test_nothing_is_kept_for_a_garage_that_does_not_listen(in_peeters):
    passport = PassportFactory()
    archive_passport(passport, by=SYSTEM)
    set_webhook(url="https://gms.example/hook", by=SYSTEM)
    end_webhook(by=SYSTEM)
    archive_passport(PassportFactory(), by=SYSTEM)

    assert not WebhookDelivery.objects.exists()


@pytest.mark.parametrize(
    "url",
    [
        "http://gms.example/",
        "https://user:password@gms.example/",
        "https://gms.example:22/",
        "ftp://gms.example/",
        "https:///x",
        "https://[/",
    ],
)
def test_addresses_of_another_form_are_refused(in_peeters, url):
    assert not is_addressable(url)
    with pytest.raises(AddressNotAllowed):
        set_webhook(url=url, by=SYSTEM)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("127.0.0.1", False),
        ("10.0.0.8", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("::1", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("224.0.0.1", False),
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
    ],
)
def test_only_public_addresses_are_called(address, expected):
    assert is_public(address) is expected


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_name_that_leads_into_our_network_is_not_called():
    garage = GarageFactory()
    with garage_active(garage):
        set_webhook(url="https://localhost/", by=SYSTEM)
        offer_passport(PassportFactory(), by=SYSTEM)
    work_until_idle(kinds=WORK)

    with garage_active(garage):
        assert WebhookDelivery.objects.get().answer == "PRIVATE_ADDRESS"


def test_the_owner_makes_a_key_sees_it_once_and_sets_the_webhook(as_owner, as_reception, in_peeters):
    page = "/g/peeters/autopaspoort/coupling/"

    made = as_owner.post(f"{page}keys/", {"key-name": "CarSys"})
    hook = as_owner.post(f"{page}webhook/", {"url": "https://gms.example/hook"})

    assert made.context["new_key"] in made.text
    assert made.context["new_key"] not in as_owner.get(page).text
    assert hook.context["new_secret"] not in Webhook.objects.get().encrypted_secret
    assert as_owner.get(f"{page}help/").status_code == 200
    assert as_reception.get(page).status_code == 403
    assert as_owner.post(f"{page}webhook/", {"url": "http://10.0.0.1/"}).status_code == 422
