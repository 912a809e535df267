"""Sending the outbox of one garage: claim one, commit, send, record (spec 00 §3).

Exactly once over SMTP is impossible. At most one e-mail per crash is in doubt: one at a time is claimed.
"""

from __future__ import annotations

import hashlib
import json
import logging
import smtplib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr
from typing import Any

from anymail.exceptions import AnymailRequestsAPIError
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError
from django.db import connection as database
from django.utils import timezone, translation

from garageflow.failpoints import fail_point
from garageflow.jobs.domain.work import EXTEND_LEASE, Claim, LeaseLost
from garageflow.mail.domain.feedback import metadata_of
from garageflow.mail.domain.outbox import publish_undecided
from garageflow.mail.letter import set_letter
from garageflow.mail.models import MailState, OutboxMail
from garageflow.mail.registry import Content, NothingToSay, kind_of
from garageflow.tenancy.active import active_garage, garage_active, refuse_inside_activation
from garageflow.tenancy.languages import locale_of
from garageflow.tenancy.models import Garage

logger = logging.getLogger(__name__)

# Minutes until the next try after a temporary refusal.
BACKOFF = (1, 5, 15, 60, 240, 720)

# How many subjects are read at once, and how long that is believed: no longer than handing over one e-mail to
# a slow server may take.
AHEAD, FRESH_SECONDS = 50, 1.0


@dataclass(slots=True)
class Outcome:
    mail_id: int
    attempts: int
    state: MailState
    answer: str = ""
    again_at: datetime | None = None


@dataclass(slots=True)
class Outgoing:
    mail_id: int
    attempts: int
    send_again: bool
    message: EmailMultiAlternatives


@dataclass(slots=True)
class _ReadAhead:
    """What the e-mails that are sent next say of their subjects, read in one statement."""

    kind: str = ""
    known: Mapping[int, Any] = field(default_factory=dict)
    read_at: float = 0.0

    def tell(self, mail: OutboxMail) -> None:
        """Put into the e-mail what is known of its subject, if its kind reads ahead."""
        kind = kind_of(mail.kind)
        if kind.read is None or mail.subject_id is None:
            return
        is_old = time.monotonic() > self.read_at + FRESH_SECONDS
        if is_old or mail.kind != self.kind or mail.subject_id not in self.known:
            self.kind, self.read_at = mail.kind, time.monotonic()
            self.known = kind.read([mail.subject_id, *_next_subjects(mail.kind)])
        mail.known = self.known[mail.subject_id]


def _next_subjects(kind: str) -> list[int]:
    due = OutboxMail.objects.filter(kind=kind, state=MailState.QUEUED, due_at__lte=timezone.now())
    subjects = due.order_by("due_at").values_list("subject_id", flat=True)[:AHEAD]
    return [subject for subject in subjects if subject is not None]


class Refused(Exception):
    def __init__(self, answer: str, *, permanent: bool) -> None:
        super().__init__(answer)
        self.permanent = permanent


class InDoubt(Exception):
    """The connection broke while the message was under way."""


def send_outbox(claim: Claim) -> datetime | None:
    """Handler of `mail.outbox`: send what is due, then say when the next is."""
    with claim.fenced():
        _settle_interrupted()

    connection, ahead = get_connection(), _ReadAhead()
    outcome: Outcome | None = None
    try:
        while True:
            # The outcome of one and the claim of the next share a commit; the send lies between two commits.
            with garage_active(claim.garage):
                sent = outcome if outcome and outcome.state == MailState.SENT else None
                if outcome is not None and (sent is None or claim.turn_is_over):
                    claim.extend()
                    _record(outcome)
                if claim.turn_is_over:
                    return timezone.now()
                outgoing = _claim_mail(claim, sent, ahead)
                if outgoing is None:
                    return _next_due(claim)
            fail_point("mail.after_claim")
            outcome = _send(connection, outgoing)
            fail_point("mail.after_send")
    finally:
        connection.close()


def _settle_interrupted() -> None:
    """Rows left in `sending` belong to a worker that died: this claim's fence keeps any other away."""
    interrupted = list(OutboxMail.objects.filter(state=MailState.SENDING))
    for mail in interrupted:
        mail.state = MailState.QUEUED if kind_of(mail.kind).send_again else MailState.UNKNOWN
        mail.save(update_fields=["state"])
        logger.warning("mail %s was interrupted and is now %s", mail.pk, mail.state)
    if interrupted:
        publish_undecided()


def _claim_mail(claim: Claim, sent: Outcome | None, ahead: _ReadAhead) -> Outgoing | None:
    """Claim the next e-mail, and record the arrival of the one before (`sent`) in the same statement."""
    while True:
        mail, is_blocked = _record_and_claim(claim, sent)
        if mail is None:
            return None
        sent = None
        if is_blocked:
            _end(mail, MailState.SUPPRESSED)
            continue
        kind = kind_of(mail.kind)
        try:
            ahead.tell(mail)
            garage = active_garage()
            with translation.override(locale_of(mail.language, garage)), timezone.override(garage.zone):
                content = kind.compose(mail)
                message = compose_message(mail, content)
        except NothingToSay:
            _end(mail, MailState.CANCELLED)
            continue
        except DatabaseError:
            raise
        except Exception:
            # A fault of ours in one e-mail must not hold up the others. The next version may know better.
            logger.exception("mail %s could not be composed", mail.pk)
            _try_later(mail)
            continue
        return Outgoing(mail_id=mail.pk, attempts=mail.attempts, send_again=kind.send_again, message=message)


# One statement that always returns a row: a sender does little else, and apart it was a third of its time.
_RECORD_AND_CLAIM = f"""
WITH fence AS ({EXTEND_LEASE}), recorded AS (
    UPDATE mail_outboxmail SET state = 'sent', sent_at = clock_timestamp(), answer = ''
    WHERE id = %(sent)s AND state = 'sending' AND attempts = %(attempts)s AND EXISTS (SELECT FROM fence)
), claimed AS (
    UPDATE mail_outboxmail SET state = 'sending', attempts = attempts + 1
    WHERE id = (SELECT id FROM mail_outboxmail WHERE state = 'queued' AND due_at <= clock_timestamp()
                ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      AND EXISTS (SELECT FROM fence)
    RETURNING id, kind, idempotency_key, "to", language, subject_id, params::text, attempts, created_at
)
SELECT EXISTS (SELECT FROM fence), claimed.*,
       EXISTS (SELECT FROM mail_addressblock b WHERE b.email_key = lower(claimed."to"))
FROM (VALUES (true)) AS always LEFT JOIN claimed ON true
"""  # noqa: S608 - both parts are constants


def _record_and_claim(claim: Claim, sent: Outcome | None) -> tuple[OutboxMail | None, bool]:
    """The claimed e-mail with what composing it needs, and whether its address may not be written to.

    Raises LeaseLost.
    """
    ours = {"sent": sent.mail_id if sent else None, "attempts": sent.attempts if sent else None}
    with database.cursor() as cursor:
        cursor.execute(_RECORD_AND_CLAIM, {**claim.fence, **ours})
        is_held, *row = cursor.fetchone()
    if not is_held:
        raise LeaseLost
    if row[0] is None:
        return None, False
    pk, kind, key, to, language, subject_id, params, attempts, created_at, is_blocked = row
    mail = OutboxMail(
        pk=pk,
        kind=kind,
        idempotency_key=key,
        to=to,
        language=language,
        subject_id=subject_id,
        params=json.loads(params),
        state=MailState.SENDING,
        attempts=attempts,
        created_at=created_at,
    )
    # It stands in the table already: save() has to update it.
    mail._state.adding = False
    return mail, is_blocked


def _end(mail: OutboxMail, state: MailState) -> None:
    mail.state = state
    mail.save(update_fields=["state"])


def _try_later(mail: OutboxMail) -> None:
    if mail.attempts > len(BACKOFF):
        _end(mail, MailState.FAILED)
        return
    mail.state, mail.due_at = MailState.QUEUED, _next_try(mail.attempts)
    mail.save(update_fields=["state", "due_at"])


def _next_try(attempts: int) -> datetime:
    return timezone.now() + timedelta(minutes=BACKOFF[attempts - 1])


def compose_message(mail: OutboxMail, content: Content) -> EmailMultiAlternatives:
    garage = active_garage()
    letter = set_letter(content, garage=garage, language=mail.language)
    message = EmailMultiAlternatives(
        subject=" ".join(content.subject.split()),
        body=letter.text,
        from_email=_sender_of(garage),
        to=[mail.to],
        reply_to=[garage.email] if garage.email else None,
        headers={**content.headers, "Message-ID": message_id_of(mail), "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(letter.html, "text/html")
    # Read by anymail's backends alone: what the provider tells afterwards finds its way back by it.
    message.metadata = metadata_of(mail)  # type: ignore[attr-defined]
    for name, file, content_type in content.attachments:
        message.attach(name, file, content_type)
    return message


def message_id_of(mail: OutboxMail) -> str:
    """The same for every try, so that a receiver can tell a second copy from a second message."""
    seed = f"{settings.SITE_URL}:{mail.garage_id}:{mail.idempotency_key}"
    return f"<{hashlib.sha256(seed.encode()).hexdigest()[:32]}@{_mail_domain()}>"


def _sender_of(garage: Garage) -> str:
    return formataddr((garage.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


def _mail_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def _send(connection: BaseEmailBackend, outgoing: Outgoing) -> Outcome:
    outcome = Outcome(mail_id=outgoing.mail_id, attempts=outgoing.attempts, state=MailState.SENT)
    try:
        deliver(connection, outgoing.message)
    except Refused as refusal:
        outcome.answer = str(refusal)
        tries_left = outgoing.attempts <= len(BACKOFF)
        if refusal.permanent or not tries_left:
            outcome.state = MailState.FAILED
        else:
            outcome.state = MailState.QUEUED
            outcome.again_at = _next_try(outgoing.attempts)
    except InDoubt as doubt:
        outcome.answer = str(doubt)
        outcome.state = MailState.QUEUED if outgoing.send_again else MailState.UNKNOWN
        outcome.again_at = timezone.now() + timedelta(minutes=1)
    return outcome


def deliver(connection: BaseEmailBackend, message: EmailMultiAlternatives) -> None:
    """Hand one message over. Raises Refused or InDoubt; never inside a garage's transaction."""
    refuse_inside_activation()
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        raise Refused(_words(error), permanent=False) from error
    try:
        connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        raise Refused(f"{code} {_text(answer)}", permanent=code >= 500) from error
    except smtplib.SMTPResponseException as error:
        raise Refused(
            f"{error.smtp_code} {_text(error.smtp_error)}", permanent=error.smtp_code >= 500
        ) from error
    except AnymailRequestsAPIError as error:
        status = error.status_code or 0
        raise Refused(_words(error), permanent=400 <= status < 500 and status != 429) from error
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        connection.close()
        raise InDoubt(_words(error)) from error


def _record(outcome: Outcome) -> None:
    """Only if the row is still as this worker left it."""
    rows = OutboxMail.objects.filter(pk=outcome.mail_id, state=MailState.SENDING, attempts=outcome.attempts)
    rows.update(
        state=outcome.state,
        answer=outcome.answer[:300],
        sent_at=timezone.now() if outcome.state == MailState.SENT else None,
        **({"due_at": outcome.again_at} if outcome.again_at else {}),
    )
    if outcome.state == MailState.UNKNOWN:
        publish_undecided()


def _next_due(claim: Claim) -> datetime | None:
    """The fence holds the row of this work, so nobody can queue a mail unseen between look and finish."""
    with database.cursor() as cursor:
        cursor.execute("SELECT min(due_at) FROM mail_outboxmail WHERE state = 'queued'")
        due: datetime | None = cursor.fetchone()[0]
    if due is None:
        claim.finish()
    return due


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
