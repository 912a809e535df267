from __future__ import annotations

import pytest
from django.template import engines

from garageflow.mail import registry
from garageflow.mail.models import MailState, OutboxMail
from garageflow.mail.registry import Content, MailKind
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage


def compose(mail: OutboxMail) -> Content:
    """The time stands in the mail as the garage's clock shows it."""
    clock = engines["django"].from_string("{{ at|date:'H:i' }}").render({"at": mail.created_at})
    return Content(subject=f"Hello {mail.to}", greeting="Hello", paragraphs=(f"It is {clock}.",))


@pytest.fixture(autouse=True)
def kinds(monkeypatch) -> None:
    kind = MailKind(name="tests.hello", compose=compose, label="Greeting")
    monkeypatch.setattr(registry, "_kinds", {"tests.hello": kind})


@pytest.fixture
def mail(peeters: Garage):
    """Makes an e-mail in a state."""
    count = 0

    def make(state: MailState, garage: Garage = peeters, **values) -> OutboxMail:
        nonlocal count
        count += 1
        with garage_active(garage):
            return OutboxMail.objects.create(
                kind="tests.hello",
                idempotency_key=str(count),
                language="en",
                state=state,
                **{"to": f"jan{count}@example.com", **values},
            )

    return make
