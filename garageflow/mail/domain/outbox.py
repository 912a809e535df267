"""Putting e-mails into the outbox and deciding about the doubtful ones."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.jobs.domain.work import enqueue
from garageflow.mail.models import AddressBlock, MailState, OutboxMail
from garageflow.tenancy.actor import Actor

OUTBOX = "mail.outbox"


class MailIsNotDoubtful(DomainError):
    pass


def queue_mail(
    kind: str,
    *,
    to: str,
    language: str,
    idempotency_key: str,
    subject_id: int | None = None,
    due_at: datetime | None = None,
    **params: Any,
) -> bool:
    """Write one e-mail into the active garage's outbox, in the transaction of its cause.

    False if the key was used before: the e-mail exists already and nothing is written.
    """
    due_at = due_at or timezone.now()
    created = OutboxMail.objects.bulk_create(
        [
            OutboxMail(
                kind=kind,
                to=to,
                language=language,
                idempotency_key=idempotency_key,
                subject_id=subject_id,
                due_at=due_at,
                params=params,
            )
        ],
        ignore_conflicts=True,
    )
    # ignore_conflicts tells nobody whether the row is ours: its time of creation does.
    mail = OutboxMail.objects.get(idempotency_key=idempotency_key)
    if mail.created_at != created[0].created_at:
        return False
    wake_outbox(due_at)
    return True


def wake_outbox(due_at: datetime) -> None:
    """There is something to send in the active garage; also called by set-based writers of outbox rows."""
    enqueue(OUTBOX, "", due_at=due_at)


@transaction.atomic
def decide_doubtful(mail: OutboxMail, *, arrived: bool, by: Actor) -> None:
    """A person says what became of an interrupted e-mail: it arrived, or it is to be sent again."""
    mail = OutboxMail.objects.select_for_update().get(pk=mail.pk)
    if mail.state != MailState.UNKNOWN:
        raise MailIsNotDoubtful(_("This e-mail is not in doubt any more."))
    if arrived:
        mail.state, mail.sent_at = MailState.SENT, timezone.now()
    else:
        mail.state, mail.due_at = MailState.QUEUED, timezone.now()
        wake_outbox(mail.due_at)
    mail.save(update_fields=["state", "sent_at", "due_at"])
    record("mail.doubt_decided", mail, by=by, arrived=arrived)


def block_address(email_key: str, reason: str) -> None:
    AddressBlock.objects.update_or_create(email_key=email_key, defaults={"reason": reason})


def is_blocked(email_key: str) -> bool:
    return AddressBlock.objects.filter(email_key=email_key).exists()
