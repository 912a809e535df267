"""A passport's life: created → offered → accepted, and back (spec 30 §2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Protocol

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from autopaspoort.customer_list.emails import read_email
from autopaspoort.domain.incoming import OwnerAndPlate, apply_one
from autopaspoort.domain.statements import OFFER_MAIL
from autopaspoort.models import Ownership, Passport, PassportSettings
from autopaspoort.models.passport import PassportQuerySet
from garageflow.audit.domain import record
from garageflow.customers.identity import email_identity
from garageflow.customers.models import Customer, EmailState
from garageflow.errors import DomainError
from garageflow.mail.domain.outbox import queue_mail
from garageflow.mail.models import AddressBlock, OutboxMail
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import SYSTEM, Actor
from garageflow.tenancy.models import Garage
from garageflow.tenancy.numbers import next_number

_SIGNER_SALT = "autopaspoort.offer"


class PlateHasOtherOwner(DomainError):
    field = "plate"


class PassportNotOfferable(DomainError):
    pass


class EmailNotUsable(DomainError):
    field = "email"


class EmailBelongsToOther(DomainError):
    field = "email"


class LinkIsVoid(DomainError):
    """The link of a mail was right once and is not any more."""


class LinkIsBroken(LinkIsVoid):
    """It never was one of ours, or a part of it is missing."""


@transaction.atomic
def create_passport(owner: OwnerAndPlate, *, by: Actor, send: bool = False) -> Passport:
    """The + button: by the rules of the customer list, for one car. A known car keeps its passport.

    Raises PlateHasOtherOwner if another customer accepted the passport of this plate.
    """
    applied = apply_one(owner, send=send)
    if applied.other_owner:
        raise PlateHasOtherOwner(
            _("Another customer has accepted the AutoPaspoort of this plate. Transfer it from his profile.")
        )
    assert applied.passport_id is not None
    passport = Passport.objects.select_related("vehicle", "customer").get(pk=applied.passport_id)
    # A form that was sent twice is no event.
    if applied.is_new or applied.is_changed:
        event = "autopaspoort.passport_created" if applied.is_new else "autopaspoort.passport_updated"
        record(event, passport, by=by, offered=bool(applied.offer_round))
    return passport


@transaction.atomic
def offer_passport(passport: Passport, *, by: Actor) -> Passport:
    """Send the activation mail. Offered before: a new link goes out and the old one is void.

    Raises PassportNotOfferable for an accepted or archived passport, EmailNotUsable for an address that can
    not be written to.
    """
    passport = locked_passport(passport)
    if passport.state not in (Passport.State.CREATED, Passport.State.OFFERED, Passport.State.EXPIRED):
        raise PassportNotOfferable(_("This AutoPaspoort is accepted or archived already."))
    if not passport.customer.has_usable_email:
        raise EmailNotUsable(_("The e-mail address has to be corrected first."))
    settings = PassportSettings.objects.first() or PassportSettings()
    passport.state = Passport.State.OFFERED
    passport.offer_round += 1
    passport.offered_at = timezone.now()
    passport.expires_on = active_garage().today() + timedelta(days=settings.offer_days)
    passport.save(update_fields=["state", "offer_round", "offered_at", "expires_on"])
    queue_mail(
        OFFER_MAIL,
        to=passport.customer.email,
        language=passport.customer.language,
        idempotency_key=offer_key(passport.pk, passport.offer_round),
        subject_id=passport.pk,
        round=passport.offer_round,
    )
    record("autopaspoort.passport_offered", passport, by=by, round=passport.offer_round)
    return passport


def has_something_to_send(passport: Passport) -> bool:
    """Whether leaving the profile should ask: never sent, expired, or changed hands since it was sent."""
    return (
        passport.state in (Passport.State.CREATED, Passport.State.EXPIRED)
        and passport.customer.has_usable_email
    )


def offer_key(passport_id: int, offer_round: int) -> str:
    """One e-mail for one offer; the batch writes the same key (statement `queue_mails`)."""
    return f"offer:{passport_id}:{offer_round}"


class Offer(Protocol):
    """A passport, or the two facts of it that a link stands on."""

    @property
    def pk(self) -> int: ...

    @property
    def offer_round(self) -> int: ...


def offer_token(garage: Garage, passport: Offer) -> str:
    """The secret part of the link in the mail. Nothing of it is stored: a new round makes it worthless."""
    return _signer(garage).sign_object([passport.pk, passport.offer_round])


def passport_of_token(token: str) -> Passport:
    """The passport of the active garage that a link leads to. Raises LinkIsVoid."""
    passport_id, offer_round = _offer_of(token)
    passport = (
        Passport.objects.current()
        .select_related("vehicle", "customer")
        .filter(pk=passport_id, offer_round=offer_round)
        .first()
    )
    if passport is None or passport.state == Passport.State.CREATED:
        raise LinkIsVoid(_("This link has been replaced by a newer e-mail."))
    if passport.state == Passport.State.EXPIRED:
        raise LinkIsVoid(_("This offer has expired. Ask your garage to send it again."))
    return passport


def address_of_offer(passport: Passport) -> str:
    """Where the link of the present round went; what is known of an e-mail is forgotten after a year."""
    key = offer_key(passport.pk, passport.offer_round)
    mail = OutboxMail.objects.filter(idempotency_key=key).exclude(to="").first()
    return mail.to if mail else passport.customer.email


def mail_of_token(token: str) -> OutboxMail:
    """The e-mail that brought a link, however old the link is. Raises LinkIsBroken."""
    passport_id, offer_round = _offer_of(token)
    mail = OutboxMail.objects.filter(idempotency_key=offer_key(passport_id, offer_round)).first()
    if mail is None:
        raise LinkIsBroken(_("This link is not complete. Please use the whole link of the e-mail."))
    return mail


@transaction.atomic
def decline_mails(token: str) -> str:
    """Nothing is sent any more to the address to which this link went. Returns it; raises LinkIsBroken.

    Also by the link of an old mail: whoever wants no mails does not look for the newest one (RFC 8058), and a
    car that changed hands since must not silence its new owner.
    """
    mail = mail_of_token(token)
    block, is_new = AddressBlock.objects.get_or_create(
        email_key=mail.to.lower(), defaults={"reason": AddressBlock.Reason.UNSUBSCRIBED}
    )
    if is_new or block.reason != AddressBlock.Reason.UNSUBSCRIBED:
        block.reason = AddressBlock.Reason.UNSUBSCRIBED
        block.save(update_fields=["reason"])
        assert mail.subject_id is not None
        passport = Passport.objects.select_related("vehicle").get(pk=mail.subject_id)
        record("autopaspoort.mails_declined", passport, by=Actor.outside(mail.to), to=mail.to)
    return mail.to


@transaction.atomic
def allow_mails(passport: Passport, *, by: Actor) -> None:
    """The owner told the garage that he wants its mails after all."""
    email_key = passport.customer.email.lower()
    blocks = AddressBlock.objects.filter(email_key=email_key, reason=AddressBlock.Reason.UNSUBSCRIBED)
    deleted, _per_model = blocks.delete()
    if deleted:
        record("autopaspoort.mails_allowed", passport, by=by, to=passport.customer.email)


@transaction.atomic
def correct_email(passport: Passport, *, email: str, by: Actor, send: bool) -> Passport:
    """Give the owner another address, and offer the passport again at once if asked.

    `email` is checked. An address of another customer of the garage: if he is called the same, the passport
    moves to him, else EmailBelongsToOther is raised. What else was offered to the unusable address is offered
    again too.
    """
    # As in apply_incoming: whoever gives a customer his identity comes one after the other. Before any row is
    # locked, as the batch does, or the two could wait for each other.
    next_number("customer", 0)
    passport = locked_passport(passport)
    customer = Customer.objects.select_for_update().get(pk=passport.customer_id)
    missed = [] if customer.has_usable_email else list(_offered_to(customer).exclude(pk=passport.pk))
    identity = email_identity(read_email(email).key)
    other = Customer.objects.filter(identity=identity).exclude(pk=customer.pk).first()
    if other is not None and other.name_key != customer.name_key:
        raise EmailBelongsToOther(
            _("This address belongs to %(name)s (customer %(number)s).")
            % {"name": other.full_name, "number": other.number}
        )
    if other is not None:
        passport.customer, missed = other, []
        passport.save(update_fields=["customer"])
    else:
        customer.identity, customer.email, customer.email_state = identity, email, EmailState.OK
        customer.save(update_fields=["identity", "email", "email_state"])
    # Whoever corrects an address by hand knows that it may be written to again, unless its holder said no.
    AddressBlock.objects.filter(email_key=email.lower()).exclude(
        reason=AddressBlock.Reason.UNSUBSCRIBED
    ).delete()
    record("autopaspoort.email_corrected", passport, by=by)
    passport = locked_passport(passport)
    if not send:
        return passport
    for other_car in missed:
        offer_passport(other_car, by=by)
    return passport if passport.state == Passport.State.ACCEPTED else offer_passport(passport, by=by)


@transaction.atomic
def archive_passport(passport: Passport, *, by: Actor) -> Passport:
    """The car left: the passport disappears from the lists, its history stays."""
    passport = locked_passport(passport)
    if passport.state == Passport.State.ARCHIVED:
        return passport
    passport.state = Passport.State.ARCHIVED
    passport.save(update_fields=["state"])
    Ownership.objects.filter(passport=passport, ended_at=None).update(ended_at=timezone.now())
    record("autopaspoort.passport_archived", passport, by=by)
    return passport


def expire_offers(garage: Garage, night: date) -> None:
    """Nightly step: offers that nobody took up in time. Runs with the garage active."""
    due = Passport.objects.due_for_expiry(night).select_for_update(skip_locked=True)
    for passport in due.select_related("vehicle"):
        passport.state = Passport.State.EXPIRED
        passport.save(update_fields=["state"])
        record("autopaspoort.passport_expired", passport, by=SYSTEM)


def _offered_to(customer: Customer) -> PassportQuerySet:
    return Passport.objects.filter(customer=customer, state=Passport.State.OFFERED)


def locked_passport(passport: Passport) -> Passport:
    return (
        Passport.objects.select_for_update(of=("self",))
        .select_related("vehicle", "customer")
        .get(pk=passport.pk)
    )


def _offer_of(token: str) -> tuple[int, int]:
    try:
        passport_id, offer_round = _signer(active_garage()).unsign_object(token)
    except signing.BadSignature:
        raise LinkIsBroken(_("This link is not complete. Please use the whole link of the e-mail.")) from None
    return passport_id, offer_round


def _signer(garage: Garage) -> signing.Signer:
    return signing.Signer(salt=f"{_SIGNER_SALT}:{garage.pk}")
