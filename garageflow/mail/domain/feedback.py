"""What the mail provider tells afterwards: bounced, complained, unsubscribed (spec 00 §3)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from garageflow.audit.domain import record
from garageflow.mail.domain.outbox import block_address
from garageflow.mail.models import AddressBlock, MailState, OutboxMail
from garageflow.mail.signals import address_failed
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from garageflow.tenancy.models import Garage

Reason = AddressBlock.Reason
# anymail's names of events; "deferred" and soft bounces are tried again by the provider itself.
_REASONS = {
    "bounced": Reason.BOUNCED,
    "rejected": Reason.BOUNCED,
    "complained": Reason.COMPLAINED,
    "unsubscribed": Reason.UNSUBSCRIBED,
}


def metadata_of(mail: OutboxMail) -> dict[str, str]:
    """Travels with the e-mail and comes back with what is told about it."""
    return {"garage": str(mail.garage_id), "mail": str(mail.pk)}


def note_feedback(sender: Any, *, event: Any, **_: Any) -> None:
    """Receiver of anymail.signals.tracking: the provider's call was checked before. Twice does no harm."""
    reason = _REASONS.get(event.event_type)
    known = event.metadata or {}
    garage_id, mail_id = str(known.get("garage", "")), str(known.get("mail", ""))
    if reason is None or not (garage_id.isdecimal() and mail_id.isdecimal()):
        return
    garage = Garage.objects.filter(pk=int(garage_id)).first()
    if garage is None:
        return
    with garage_active(garage):
        mail = OutboxMail.objects.filter(pk=int(mail_id)).first()
        if mail is not None:
            _note(mail, reason, event.mta_response or event.description or event.event_type)


@transaction.atomic
def _note(mail: OutboxMail, reason: AddressBlock.Reason, answer: str) -> None:
    mail = OutboxMail.objects.select_for_update().get(pk=mail.pk)
    known = AddressBlock.objects.filter(email_key=mail.to.lower(), reason=Reason.UNSUBSCRIBED)
    if not mail.to or mail.state == MailState.BOUNCED:
        return
    if not known.exists():
        block_address(mail.to.lower(), reason)
    if reason == Reason.UNSUBSCRIBED:
        return
    mail.state, mail.answer = MailState.BOUNCED, answer[:300]
    mail.save(update_fields=["state", "answer"])
    address_failed.send(sender=OutboxMail, email=mail.to, reason=reason)
    record("mail.bounced" if reason == Reason.BOUNCED else "mail.complained", mail, by=SYSTEM)
