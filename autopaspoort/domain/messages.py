"""Telling an owner something: by mail and on his telephone, in his language, as far as he wants it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone, translation

from autopaspoort.domain.consents import Channel, choices_of
from autopaspoort.models import Ownership, PushMessage
from autopaspoort.notices import Notice, notice_of
from garageflow.customers.models import Customer
from garageflow.jobs.domain.work import enqueue
from garageflow.mail.domain.outbox import queue_mail
from garageflow.mail.registry import NothingToSay
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.languages import locale_of

PUSH = "autopaspoort.push"


def tell_owner(kind: str, subject_id: int, *, key: str, due_at: datetime | None = None) -> None:
    """Queue it once for `key`, in the transaction of its cause; sent from `due_at` on."""
    due_at = due_at or timezone.now()
    try:
        notice = notice_of(kind, subject_id)
    except NothingToSay:
        return
    customer = notice.customer
    wanted = choices_of(customer)
    if wanted[notice.purpose, Channel.EMAIL] and customer.has_usable_email:
        queue_mail(
            kind,
            to=customer.email,
            language=customer.language,
            idempotency_key=f"{kind}:{key}",
            subject_id=subject_id,
            due_at=due_at,
        )
    if wanted[notice.purpose, Channel.PUSH]:
        with translation.override(locale_of(customer.language, active_garage())):
            _queue_push(notice_of(kind, subject_id), customer, f"{kind}:{key}", due_at)


def _queue_push(notice: Notice, customer: Customer, key: str, due_at: datetime) -> None:
    """One message for each person who holds a car for this customer and has a telephone for it."""
    members = (
        Ownership.objects.current()
        .filter(customer=customer, member__push_subscriptions__isnull=False)
        .values_list("member", flat=True)
        .distinct()
    )
    messages = [
        PushMessage(
            member_id=member,
            idempotency_key=f"{key}:{member}",
            title=notice.title[:120],
            body=notice.body[:300],
            path=notice.path,
            due_at=due_at,
        )
        for member in members
    ]
    if messages:
        PushMessage.objects.bulk_create(messages, ignore_conflicts=True)
        enqueue(PUSH, "", due_at=due_at)
