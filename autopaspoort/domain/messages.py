"""Telling an owner something: by mail and on his telephone, in his language, as far as he wants it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone, translation

from autopaspoort.domain.consents import Channel, choices_of
from autopaspoort.models import Ownership
from autopaspoort.notices import Notice, notice_of
from garageflow.customers.models import Customer
from garageflow.mail.domain.outbox import queue_mail
from garageflow.mail.registry import NothingToSay
from garageflow.push.domain.messages import queue_push
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.languages import locale_of


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
    holders = Ownership.objects.current().filter(customer=customer).values("member")
    queue_push(holders, title=notice.title, body=notice.body, path=notice.path, key=key, due_at=due_at)
