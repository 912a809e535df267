"""The webhook: events go out signed, at least once, in the order in which they are due.

`GarageFlow-Signature: t=<seconds>,v1=<HMAC-SHA256 of "t.body" with the secret, in hex>`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _
from urllib3.exceptions import HTTPError

from autopaspoort.domain.webhook_http import NotAllowed, is_addressable, post
from autopaspoort.models import Webhook, WebhookDelivery
from garageflow.audit.domain import record
from garageflow.crypto import decrypt, encrypt
from garageflow.errors import DomainError
from garageflow.failpoints import fail_point
from garageflow.jobs.domain.work import Claim, enqueue
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Garage

WEBHOOK = "autopaspoort.webhook"
State = WebhookDelivery.State
# Minutes until the next try.
BACKOFF = (1, 5, 15, 60, 240, 720)
_KEPT = timedelta(days=30)


class AddressNotAllowed(DomainError):
    field = "url"


class NothingToRepeat(DomainError):
    pass


@dataclass(frozen=True, slots=True)
class _Outgoing:
    pk: int
    attempts: int
    url: str
    secret: str
    headers: dict[str, str]
    body: bytes


@transaction.atomic
def set_webhook(*, url: str, by: Actor) -> tuple[Webhook, str]:
    """Where events go from now on, and the new secret that signs them. Raises AddressNotAllowed."""
    if not is_addressable(url):
        raise AddressNotAllowed(_("Give an address that begins with https://, without a password in it."))
    secret = secrets.token_urlsafe(32)
    webhook, _is_new = Webhook.objects.update_or_create(
        defaults={
            "url": url,
            "encrypted_secret": encrypt(secret),
            "is_on": True,
            "changed_at": timezone.now(),
        }
    )
    record("autopaspoort.webhook_set", webhook, by=by, url=url)
    return webhook, secret


@transaction.atomic
def end_webhook(*, by: Actor) -> None:
    webhook = Webhook.objects.select_for_update().filter(is_on=True).first()
    if webhook is None:
        return
    webhook.is_on, webhook.changed_at = False, timezone.now()
    webhook.save(update_fields=["is_on", "changed_at"])
    WebhookDelivery.objects.filter(state=State.QUEUED).update(state=State.FAILED, answer="switched off")
    record("autopaspoort.webhook_ended", webhook, by=by)


def announce(event: str, data: dict[str, Any]) -> None:
    """Queue an event in the transaction of its cause, if the garage listens."""
    if not Webhook.objects.filter(is_on=True).exists():
        return
    delivery = WebhookDelivery(event=event)
    content = {
        "id": str(delivery.uid),
        "event": event,
        "created_at": delivery.created_at,
        "garage": active_garage().slug,
        "data": data,
    }
    delivery.content = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    delivery.save()
    enqueue(WEBHOOK, "")


@transaction.atomic
def deliver_again(delivery: WebhookDelivery, *, by: Actor) -> None:
    """Raises NothingToRepeat unless it failed and there is a webhook."""
    delivery = WebhookDelivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state != State.FAILED or not Webhook.objects.filter(is_on=True).exists():
        raise NothingToRepeat(_("Only an event that failed can be sent again."))
    delivery.state, delivery.attempts, delivery.due_at = State.QUEUED, 0, timezone.now()
    delivery.save(update_fields=["state", "attempts", "due_at"])
    enqueue(WEBHOOK, "")
    record("autopaspoort.webhook_sent_again", delivery, by=by)


def send_deliveries(claim: Claim) -> datetime | None:
    """Handler of `autopaspoort.webhook`."""
    with claim.fenced():
        # Of a worker that died: the receiver knows a second copy by its id.
        WebhookDelivery.objects.filter(state=State.SENDING).update(state=State.QUEUED)
    outcome: tuple[_Outgoing, str, bool] | None = None
    while True:
        with claim.fenced():
            if outcome is not None:
                _record(*outcome)
            if claim.turn_is_over:
                return timezone.now()
            outgoing = _take_next()
            if outgoing is None:
                return _next_due(claim)
        fail_point("webhook.after_claim")
        outcome = (outgoing, *_send(outgoing))


def forget_deliveries(garage: Garage, night: date) -> int:
    """Nightly step: what was sent names people, and is of no use after a month."""
    deleted, _per_model = WebhookDelivery.objects.filter(
        created_at__lt=timezone.now() - _KEPT, state__in=[State.SENT, State.FAILED]
    ).delete()
    return deleted


def signature_of(secret: str, at: int, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def _take_next() -> _Outgoing | None:
    webhook = Webhook.objects.filter(is_on=True).first()
    due = WebhookDelivery.objects.filter(state=State.QUEUED, due_at__lte=timezone.now())
    delivery = due.select_for_update(skip_locked=True).order_by("due_at", "pk").first()
    if webhook is None or delivery is None:
        return None
    delivery.state, delivery.attempts = State.SENDING, delivery.attempts + 1
    delivery.save(update_fields=["state", "attempts"])
    return _Outgoing(
        pk=delivery.pk,
        attempts=delivery.attempts,
        url=webhook.url,
        secret=decrypt(webhook.encrypted_secret),
        headers={
            "Content-Type": "application/json",
            "User-Agent": "GarageFlow/1.0",
            "GarageFlow-Event": delivery.event,
            "GarageFlow-Delivery": str(delivery.uid),
        },
        body=json.dumps(delivery.content, ensure_ascii=False, separators=(",", ":")).encode(),
    )


def _send(outgoing: _Outgoing) -> tuple[str, bool]:
    """What was answered, and whether that means yes."""
    at = int(timezone.now().timestamp())
    signature = f"t={at},v1={signature_of(outgoing.secret, at, outgoing.body)}"
    try:
        status = post(outgoing.url, outgoing.body, {**outgoing.headers, "GarageFlow-Signature": signature})
    except NotAllowed as error:
        return str(error), False
    except (HTTPError, OSError) as error:
        return type(error).__name__, False
    return str(status), 200 <= status < 300


def _record(outgoing: _Outgoing, answer: str, is_delivered: bool) -> None:
    row = WebhookDelivery.objects.filter(pk=outgoing.pk, state=State.SENDING)
    if is_delivered:
        row.update(state=State.SENT, sent_at=timezone.now(), answer=answer)
    elif outgoing.attempts > len(BACKOFF):
        row.update(state=State.FAILED, answer=answer)
    else:
        again_at = timezone.now() + timedelta(minutes=BACKOFF[outgoing.attempts - 1])
        row.update(state=State.QUEUED, due_at=again_at, answer=answer)


def _next_due(claim: Claim) -> datetime | None:
    """The fence holds the row of this work: nobody queues an event unseen between look and finish."""
    due: datetime | None = None
    if Webhook.objects.filter(is_on=True).exists():
        due = WebhookDelivery.objects.filter(state=State.QUEUED).aggregate(due=Min("due_at"))["due"]
    if due is None:
        claim.finish()
        return None
    return max(due, timezone.now())
