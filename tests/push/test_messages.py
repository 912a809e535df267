"""Messages on the telephone, delivered to a push service on this machine."""

from __future__ import annotations

import base64
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from garageflow.jobs.domain.work import claim_next, enqueue, run
from garageflow.push.domain.messages import PUSH, NotAPushService, subscribe
from garageflow.push.models import PushMessage, PushSubscription
from garageflow.tenancy.active import garage_active
from tests.factories import MemberFactory

# Made by `manage.py vapid_key` for these tests.
VAPID_KEY = base64.urlsafe_b64encode(bytes([7]) * 32).rstrip(b"=").decode()


class Service:
    """Answers each push with `status` and keeps what it got."""

    def __init__(self) -> None:
        self.status = 201
        self.got: list[tuple[dict[str, str], bytes]] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(service.status)
                if 300 <= service.status < 400:
                    self.send_header("Location", service.url)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/push/1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def service(settings):
    settings.VAPID_PRIVATE_KEY = VAPID_KEY
    settings.WEB_PUSH_HOSTS = ["127.0.0.1"]
    settings.WEB_PUSH_INSECURE = True
    service = Service()
    yield service
    service.server.shutdown()
    service.server.server_close()


class Phone:
    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)

    @property
    def keys(self) -> dict[str, str]:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"p256dh": _b64(point), "auth": _b64(self.auth)}

    def read(self, body: bytes) -> dict[str, str]:
        return json.loads(
            http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm")
        )


def _b64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def queued(garage, service, phone):
    with garage_active(garage):
        member = MemberFactory(roles=["customer"])
        subscribe(member, endpoint=service.url, **phone.keys)
        message = PushMessage.objects.create(
            member=member, idempotency_key="one", title="Autocheck", body="Alles in orde", path="/my/"
        )
        enqueue(PUSH, "")
    return message


def send(garage, message):
    claim = claim_next(kinds=[PUSH])
    assert claim is not None
    run(claim)
    with garage_active(garage):
        message.refresh_from_db()
        return message.state, PushSubscription.objects.count()


def test_a_message_arrives_encrypted_for_this_telephone_alone(peeters, service):
    phone = Phone()
    message = queued(peeters, service, phone)

    assert send(peeters, message) == ("sent", 1)
    [(headers, body)] = service.got
    assert phone.read(body) == {"title": "Autocheck", "body": "Alles in orde", "path": "/my/"}
    assert b"Autocheck" not in body
    assert headers["authorization"].startswith("vapid t=")


def test_a_telephone_that_is_gone_is_forgotten(peeters, service):
    message = queued(peeters, service, Phone())
    service.status = 410

    assert send(peeters, message) == ("failed", 0)


def test_a_service_that_refuses_is_noted(peeters, service):
    message = queued(peeters, service, Phone())
    service.status = 500

    assert send(peeters, message) == ("failed", 1)
    assert message.answer == "500"


def test_a_service_that_sends_us_elsewhere_is_not_followed(peeters, service):
    message = queued(peeters, service, Phone())
    service.status = 307

    assert send(peeters, message) == ("failed", 1)
    assert message.answer == "TooManyRedirects"
    assert len(service.got) == 1


def test_an_interrupted_message_is_not_sent_twice(peeters, service):
    message = queued(peeters, service, Phone())
    with garage_active(peeters):
        PushMessage.objects.update(state="sending")

    assert send(peeters, message) == ("failed", 1)
    assert service.got == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://intranet.example/push",
        "https://fcm.googleapis.com.evil.example/x",
        "http://fcm.googleapis.com/x",
        "https://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
    ],
)
def test_only_push_services_are_ever_called(in_peeters, endpoint):
    with pytest.raises(NotAPushService):
        subscribe(MemberFactory(roles=["customer"]), endpoint=endpoint, **Phone().keys)
