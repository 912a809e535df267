"""E-mails as the pages print them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from garageflow.mail.models import MailState, OutboxMail
from garageflow.mail.registry import label_of

TONES = {
    MailState.QUEUED: "busy",
    MailState.SENDING: "busy",
    MailState.SENT: "ok",
    MailState.FAILED: "now",
    MailState.UNKNOWN: "now",
    MailState.SUPPRESSED: "soon",
    MailState.BOUNCED: "now",
    MailState.CANCELLED: "none",
}


@dataclass(frozen=True, slots=True)
class MailRow:
    pk: int
    to: str
    kind: str
    state: str
    state_words: str
    tone: str
    # What the mail server said, as received.
    answer: str
    at: datetime
    again_at: datetime | None

    @property
    def is_doubtful(self) -> bool:
        return self.state == MailState.UNKNOWN

    @property
    def has_failed(self) -> bool:
        return self.state == MailState.FAILED


def mail_rows(mails: Iterable[OutboxMail]) -> list[MailRow]:
    """The newest word on each: when it was sent, or when it was written."""
    return [
        MailRow(
            pk=mail.pk,
            to=mail.to or _("address deleted"),
            kind=label_of(mail.kind),
            state=mail.state,
            state_words=str(MailState(mail.state).label),
            tone=TONES[MailState(mail.state)],
            answer=mail.answer,
            at=mail.sent_at or mail.created_at,
            again_at=mail.due_at if mail.state == MailState.QUEUED and mail.attempts else None,
        )
        for mail in mails
    ]
