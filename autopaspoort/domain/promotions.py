"""Promotions: to owners who asked for offers, once each, and not soon after another (spec 30 §5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from autopaspoort.domain.consents import Purpose
from autopaspoort.domain.messages import tell_owner
from autopaspoort.domain.settings import passport_settings
from autopaspoort.models import Appointment, Consent, Ownership, Promotion, PromotionRecipient
from autopaspoort.models.ownership import OwnershipQuerySet
from autopaspoort.notices import PROMOTION
from garageflow.audit.domain import record
from garageflow.customers.models import EmailState
from garageflow.errors import DomainError
from garageflow.jobs.domain.work import Claim, enqueue
from garageflow.mail.models import MailState, OutboxMail
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor

State = Promotion.State
SEND = "autopaspoort.promotion"
_CHUNK = 100
_ANSWERED_WITHIN = timedelta(days=30)


class PromotionIsOut(DomainError):
    pass


@dataclass(frozen=True, slots=True)
class Preview:
    """How many owners fit, of those how many want offers, and how many get this one."""

    fit: int
    willing: int
    now: int


@dataclass(frozen=True, slots=True)
class Results:
    recipients: int
    arrived: int
    lost: int
    appointments: int


@transaction.atomic
def write_promotion(promotion: Promotion, *, by: Actor, **values: Any) -> Promotion:
    """A new draft, or a change of one; `values` are checked. Raises PromotionIsOut."""
    if promotion.pk is not None:
        promotion = _locked_draft(promotion)
    is_new = promotion.pk is None
    for name, value in values.items():
        setattr(promotion, name, value)
    if is_new:
        promotion.created_by = by.member
    promotion.save()
    event = "autopaspoort.promotion_written" if is_new else "autopaspoort.promotion_changed"
    record(event, promotion, by=by)
    return promotion


@transaction.atomic
def send_promotion(promotion: Promotion, *, by: Actor) -> Promotion:
    """A worker writes the mails. Raises PromotionIsOut: twice is a mistake."""
    promotion = _locked_draft(promotion)
    promotion.state, promotion.sent_at = State.SENDING, timezone.now()
    promotion.save(update_fields=["state", "sent_at"])
    enqueue(SEND, promotion.pk)
    record("autopaspoort.promotion_sent", promotion, by=by)
    return promotion


def preview_of(promotion: Promotion) -> Preview:
    return Preview(
        fit=_persons(_fitting(promotion)),
        willing=_persons(_willing(promotion)),
        now=_persons(receivers_of(promotion)),
    )


def receivers_of(promotion: Promotion) -> OwnershipQuerySet:
    """One car or more of each owner who fits, wants offers, and got none lately."""
    since = timezone.now() - timedelta(days=passport_settings().promotion_days)
    lately = PromotionRecipient.objects.filter(customer=OuterRef("customer")).filter(
        Q(sent_at__gt=since) | Q(promotion=promotion.pk)
    )
    return _willing(promotion).exclude(Exists(lately))


def write_mails(claim: Claim) -> datetime | None:
    """Handler of `autopaspoort.promotion`; the key is the promotion's id. A chunk is a transaction: rows and
    mails together, so whoever takes over goes on where the last one stood."""
    while True:
        with claim.fenced():
            promotion = Promotion.objects.get(pk=int(claim.key))
            found = receivers_of(promotion).order_by("customer_id", "pk").distinct("customer_id")[:_CHUNK]
            for ownership in found:
                recipient = PromotionRecipient.objects.create(
                    promotion=promotion, customer_id=ownership.customer_id, passport_id=ownership.passport_id
                )
                tell_owner(PROMOTION, recipient.pk, key=str(recipient.pk))
            if not found:
                Promotion.objects.filter(pk=promotion.pk).update(state=State.SENT)
                claim.finish()
                return None
        if claim.turn_is_over:
            return timezone.now()


def results_of(promotion: Promotion) -> Results:
    """An appointment counts when somebody who got it asked for one within thirty days."""
    recipients = PromotionRecipient.objects.filter(promotion=promotion)
    mails = OutboxMail.objects.filter(kind=PROMOTION, subject_id__in=recipients.values("pk"))
    assert promotion.sent_at is not None
    asked = Appointment.objects.filter(
        customer__in=recipients.values("customer"),
        asked_at__range=(promotion.sent_at, promotion.sent_at + _ANSWERED_WITHIN),
    )
    return Results(
        recipients=recipients.count(),
        arrived=mails.filter(state=MailState.SENT).count(),
        lost=mails.filter(state__in=[MailState.BOUNCED, MailState.FAILED]).count(),
        appointments=asked.values("customer").distinct().count(),
    )


def _fitting(promotion: Promotion) -> OwnershipQuerySet:
    today = active_garage().today()
    found = Ownership.objects.current()
    if promotion.fuel:
        found = found.filter(passport__vehicle__fuel=promotion.fuel)
    if promotion.make:
        found = found.filter(passport__vehicle__make__iexact=promotion.make)
    if promotion.older_than:
        born = today - timedelta(days=round(365.25 * promotion.older_than))
        found = found.filter(passport__vehicle__first_registered_on__lte=born)
    if promotion.inspection_within:
        until = today + timedelta(days=promotion.inspection_within)
        found = found.filter(passport__vehicle__inspection_due_on__range=(today, until))
    return found


def _willing(promotion: Promotion) -> OwnershipQuerySet:
    said_yes = Consent.objects.filter(
        customer=OuterRef("customer"), purpose=Purpose.PROMOTION, is_granted=True
    )
    return _fitting(promotion).filter(Exists(said_yes), customer__email_state=EmailState.OK)


def _persons(ownerships: OwnershipQuerySet) -> int:
    return ownerships.values("customer").distinct().count()


def _locked_draft(promotion: Promotion) -> Promotion:
    promotion = Promotion.objects.select_for_update().get(pk=promotion.pk)
    if promotion.state != State.DRAFT:
        raise PromotionIsOut(_("This promotion has been sent already."))
    return promotion
