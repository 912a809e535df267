"""Putting e-mails into the outbox and deciding about the doubtful ones."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.jobs.domain.work import enqueue
from garageflow.mail.models import AddressBlock, MailState, OutboxMail
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor

OUTBOX = "mail.outbox"


class MailIsNotDoubtful(DomainError):
    pass


class MailHasNotFailed(DomainError):
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
    publish_undecided()
    record("mail.doubt_decided_arrived" if arrived else "mail.doubt_decided_again", mail, by=by)


@transaction.atomic
def send_again(mail: OutboxMail, *, by: Actor) -> None:
    """A person had the cause of a failure put right. Raises MailHasNotFailed for any other e-mail."""
    mail = OutboxMail.objects.select_for_update().get(pk=mail.pk)
    if mail.state != MailState.FAILED:
        raise MailHasNotFailed(_("Only an e-mail that failed can be sent again."))
    mail.state, mail.due_at, mail.attempts = MailState.QUEUED, timezone.now(), 0
    mail.save(update_fields=["state", "due_at", "attempts"])
    wake_outbox(mail.due_at)
    record("mail.sent_again", mail, by=by)


def publish_undecided() -> None:
    """The number that operators see: kept wherever an e-mail of the active garage may become doubtful."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO mail_undecidedmails AS known (garage_id, count, since)
            SELECT %(garage)s, count(*), coalesce(min(created_at), now())
            FROM mail_outboxmail WHERE state = 'unknown'
            ON CONFLICT (garage_id) DO UPDATE SET count = excluded.count, since = excluded.since
                WHERE (known.count, known.since) IS DISTINCT FROM (excluded.count, excluded.since)
                  AND (known.count > 0 OR excluded.count > 0)
            """,
            {"garage": active_garage().pk},
        )


def block_address(email_key: str, reason: str) -> None:
    AddressBlock.objects.update_or_create(email_key=email_key, defaults={"reason": reason})


def is_blocked(email_key: str) -> bool:
    return AddressBlock.objects.filter(email_key=email_key).exists()
