"""Messages on the telephone (Web Push: RFC 8030, encrypted by RFC 8291, signed by VAPID, RFC 8292).

A message is a row, written with its cause. The worker marks it, commits, calls, and records: one that
was interrupted is not sent again, because a message twice is worse than none where a mail says it too.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _
from py_vapid import Vapid
from pywebpush import WebPushException, webpush

from garageflow.errors import DomainError
from garageflow.failpoints import fail_point
from garageflow.jobs.domain.work import Claim, enqueue
from garageflow.push.models import PushMessage, PushSubscription
from garageflow.tenancy.active import refuse_inside_activation
from garageflow.tenancy.models import Member

# Kind of the work that sends them.
PUSH = "push.messages"
State = PushMessage.State
_TIMEOUT_SECONDS = 10
_KEPT_SECONDS = 3 * 24 * 3600
_GONE = (404, 410)


class NotAPushService(DomainError):
    pass


@dataclass(frozen=True, slots=True)
class _Outgoing:
    message_id: int
    data: str
    # Id, address and keys of each browser.
    targets: tuple[tuple[int, dict[str, Any]], ...]


@dataclass(frozen=True, slots=True)
class _Outcome:
    message_id: int
    answers: tuple[str, ...]
    gone: tuple[int, ...]
    is_delivered: bool


def is_push_on() -> bool:
    return bool(settings.VAPID_PRIVATE_KEY)


def public_key() -> str:
    """What a browser needs to let us, and nobody else, send it messages. Empty while push is off."""
    if not is_push_on():
        return ""
    point = _vapid().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


@transaction.atomic
def subscribe(member: Member, *, endpoint: str, p256dh: str, auth: str) -> PushSubscription:
    """Raises NotAPushService: only the services of the browsers' makers are ever called."""
    parts = urlsplit(endpoint)
    host = (parts.hostname or "").lower()
    known = any(host == allowed or host.endswith(f".{allowed}") for allowed in settings.WEB_PUSH_HOSTS)
    if not known or (parts.scheme != "https" and not settings.WEB_PUSH_INSECURE):
        raise NotAPushService(_("This browser cannot receive messages."))
    subscription, _is_new = PushSubscription.objects.update_or_create(
        member=member,
        endpoint_sha256=hashlib.sha256(endpoint.encode()).hexdigest(),
        defaults={"endpoint": endpoint, "p256dh": p256dh, "auth": auth},
    )
    return subscription


def unsubscribe(member: Member, *, endpoint: str) -> None:
    key = hashlib.sha256(endpoint.encode()).hexdigest()
    PushSubscription.objects.filter(member=member, endpoint_sha256=key).delete()


def forget_telephones(member: Member) -> None:
    """He has left."""
    PushSubscription.objects.filter(member=member).delete()


def queue_push(
    members: Iterable[Any], *, title: str, body: str, path: str, key: str, due_at: datetime | None = None
) -> None:
    """Once for each member and `key`, in the transaction of its cause; sent from `due_at` on.

    `members`: ids, or a query of them. Who has no telephone for it gets none: the row would wait for nobody.
    """
    due_at = due_at or timezone.now()
    reached = PushSubscription.objects.filter(member__in=members).values_list("member", flat=True)
    messages = [
        PushMessage(
            member_id=member,
            idempotency_key=f"{key}:{member}",
            title=title[:120],
            body=body[:300],
            path=path,
            due_at=due_at,
        )
        for member in sorted(set(reached))
    ]
    if messages:
        PushMessage.objects.bulk_create(messages, ignore_conflicts=True)
        enqueue(PUSH, "", due_at=due_at)


def send_messages(claim: Claim) -> datetime | None:
    """Handler of `push.messages`."""
    with claim.fenced():
        PushMessage.objects.filter(state=State.SENDING).update(state=State.FAILED, answer="interrupted")
    outcome: _Outcome | None = None
    while True:
        with claim.fenced():
            if outcome is not None:
                _record(outcome)
            if claim.turn_is_over:
                return timezone.now()
            outgoing = _take_next()
            if outgoing is None:
                return _next_due(claim)
        fail_point("push.after_claim")
        outcome = _send(outgoing)


def _take_next() -> _Outgoing | None:
    message = (
        PushMessage.objects.filter(state=State.QUEUED, due_at__lte=timezone.now())
        .select_for_update(skip_locked=True)
        .order_by("pk")
        .first()
    )
    if message is None:
        return None
    message.state = State.SENDING
    message.save(update_fields=["state"])
    data = {"title": message.title, "body": message.body, "path": message.path}
    targets = tuple(
        (row.pk, {"endpoint": row.endpoint, "keys": {"p256dh": row.p256dh, "auth": row.auth}})
        for row in PushSubscription.objects.filter(member=message.member_id).order_by("pk")
    )
    return _Outgoing(message.pk, json.dumps(data), targets)


def _next_due(claim: Claim) -> datetime | None:
    """The fence holds the row of this work: nobody can queue a message unseen between look and finish."""
    due: datetime | None = PushMessage.objects.filter(state=State.QUEUED).aggregate(due=Min("due_at"))["due"]
    if due is None:
        claim.finish()
        return None
    return max(due, timezone.now())


def _send(outgoing: _Outgoing) -> _Outcome:
    refuse_inside_activation()
    answers, gone, delivered = [], [], False
    for subscription_id, target in outgoing.targets:
        try:
            webpush(
                target,
                data=outgoing.data,
                vapid_private_key=_vapid(),
                vapid_claims={"sub": settings.VAPID_SUBJECT},
                timeout=_TIMEOUT_SECONDS,
                ttl=_KEPT_SECONDS,
                requests_session=_straight_on(),
            )
        except WebPushException as error:
            status = error.response.status_code if error.response is not None else 0
            answers.append(str(status))
            if status in _GONE:
                gone.append(subscription_id)
        except (requests.RequestException, ValueError) as error:
            answers.append(type(error).__name__)
        else:
            delivered = True
    return _Outcome(outgoing.message_id, tuple(answers), tuple(gone), delivered)


def _straight_on() -> requests.Session:
    """A push service that sends us elsewhere is not followed: only known hosts are called."""
    session = requests.Session()
    session.max_redirects = 0
    return session


def _record(outcome: _Outcome) -> None:
    PushSubscription.objects.filter(pk__in=outcome.gone).delete()
    PushMessage.objects.filter(pk=outcome.message_id, state=State.SENDING).update(
        state=State.SENT if outcome.is_delivered else State.FAILED,
        sent_at=timezone.now() if outcome.is_delivered else None,
        answer=", ".join(outcome.answers)[:200],
    )


@cache
def _vapid() -> Vapid:
    return Vapid.from_string(settings.VAPID_PRIVATE_KEY)
