"""Who holds a passport: accepting it, selling the car, leaving the portal."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from autopaspoort.customer_list.emails import read_email
from autopaspoort.domain.passports import (
    LinkIsVoid,
    address_of_offer,
    locked_passport,
    offer_passport,
    passport_of_token,
)
from autopaspoort.models import FleetManager, Ownership, Passport
from garageflow.accounts.models import User
from garageflow.audit.domain import record
from garageflow.customers.domain.merging import ids_with_identity
from garageflow.customers.identity import email_identity, name_key
from garageflow.customers.models import Customer
from garageflow.errors import DomainError
from garageflow.mail.models import AddressBlock
from garageflow.members.domain.outsiders import let_go, let_in
from garageflow.push.domain.messages import forget_telephones
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Member, Role
from garageflow.tenancy.numbers import next_number


class NotYoursAnyMore(DomainError):
    pass


class SoldToYourself(DomainError):
    field = "email"


class FleetCarNotSold(DomainError):
    pass


@dataclass(frozen=True, slots=True)
class Acceptance:
    """`is_first`: this call accepted; the same link pressed again accepts nothing."""

    passport: Passport
    user: User
    is_first: bool
    is_new_user: bool


@transaction.atomic
def accept_passport(token: str) -> Acceptance:
    """The owner says yes by the link of his mail, which proves his address. He becomes a customer who can
    sign in. Saying it twice is no mistake. Raises LinkIsVoid."""
    locked_passport(passport_of_token(token))
    # Read again behind the lock: a new offer may have gone out in between.
    passport = passport_of_token(token)
    address = address_of_offer(passport)
    if address.lower() != passport.customer.email.lower():
        # The garage corrected the address since: whoever reads the old one is not the owner.
        raise LinkIsVoid(_("This link has been replaced by a newer e-mail."))
    known = Ownership.objects.current().filter(passport=passport).select_related("member__membership__user")
    ownership = known.first()
    if ownership is not None:
        return Acceptance(passport, ownership.member.membership.user, is_first=False, is_new_user=False)
    return _begin(passport, address)


@transaction.atomic
def accept_as(passport: Passport, *, member: Member) -> None:
    """Somebody who is signed in accepts what was offered to his address. Raises LinkIsVoid."""
    passport = locked_passport(passport)
    user = member.membership.user
    if passport.state != Passport.State.OFFERED or passport.customer.identity != email_identity(user.email):
        raise LinkIsVoid(_("This offer has expired. Ask your garage to send it again."))
    _begin(passport, user.email)


@transaction.atomic
def transfer_passport(
    passport: Passport, *, name: tuple[str, str], email: str, language: str, by: Actor
) -> Passport:
    """The car is sold: its owner loses it at once, and it is offered to the new one (first name, last name).

    What the garage knows of the car stays with it. What it knows of the old owner stays with him: he keeps
    his own customer, with appointments, documents and mails. `email` is checked.
    Raises NotYoursAnyMore, SoldToYourself, FleetCarNotSold.
    """
    buyer = _customer_to_be(name, email, language)
    passport = locked_passport(passport)
    if passport.state != Passport.State.ACCEPTED:
        raise NotYoursAnyMore(_("This car is not in your hands any more."))
    if passport.fleet_id is not None:
        raise FleetCarNotSold(_("This car belongs to a fleet: its manager says who drives it."))
    return _hand_over(passport, buyer, by=by)


@transaction.atomic
def hand_to(
    passport: Passport,
    *,
    name: tuple[str, str],
    email: str,
    language: str,
    stays_in_fleet: bool,
    by: Actor,
) -> Passport:
    """The garage, or the manager of a fleet, gives the car to another owner or driver, accepted or not.

    `email` is checked. Raises NotYoursAnyMore for an archived passport, SoldToYourself.
    """
    buyer = _customer_to_be(name, email, language)
    passport = locked_passport(passport)
    if passport.state == Passport.State.ARCHIVED:
        raise NotYoursAnyMore(_("This AutoPaspoort is archived."))
    return _hand_over(passport, buyer, stays_in_fleet=stays_in_fleet, by=by)


def _customer_to_be(name: tuple[str, str], email: str, language: str) -> Customer:
    # As in apply_incoming: whoever gives a customer his identity comes one after the other.
    next_number("customer", 0)
    return _customer_with(name, email, language)


def _hand_over(passport: Passport, buyer: Customer, *, by: Actor, stays_in_fleet: bool = False) -> Passport:
    if buyer.pk == passport.customer_id:
        raise SoldToYourself(_("This is the address of the present owner."))
    seller, vehicle = passport.customer, passport.vehicle
    stays_in_fleet = stays_in_fleet and passport.fleet_id is not None
    _end(passport)
    passport.customer, passport.state, passport.accepted_at = buyer, Passport.State.CREATED, None
    if not stays_in_fleet:
        passport.fleet = None
    passport.save(update_fields=["customer", "state", "accepted_at", "fleet"])
    if vehicle.plate_country == "BE" and not stays_in_fleet:
        # A Belgian plate is its holder's and stays with him (mobilit.belgium.be, seen 2026-11-21); that of a
        # company's car is the company's.
        vehicle.plate = vehicle.plate_display = ""
        vehicle.save(update_fields=["plate", "plate_display"])
    record("autopaspoort.passport_transferred", seller, by=by)
    return offer_passport(passport, by=by) if buyer.has_usable_email else passport


@transaction.atomic
def leave_portal(member: Member, *, by: Actor) -> None:
    """He wants nothing of this garage any more: no cars in the portal, no mails, no messages."""
    for ownership in Ownership.objects.of(member).select_related("passport"):
        passport = locked_passport(ownership.passport)
        _end(passport)
        passport.state, passport.accepted_at = Passport.State.CREATED, None
        passport.save(update_fields=["state", "accepted_at"])
    FleetManager.objects.filter(member=member, ended_at=None).update(ended_at=timezone.now())
    forget_telephones(member)
    email_key = member.membership.user.email.lower()
    AddressBlock.objects.update_or_create(
        email_key=email_key, defaults={"reason": AddressBlock.Reason.UNSUBSCRIBED}
    )
    record("autopaspoort.customer_left", member, by=by)
    let_go(member, role=Role.CUSTOMER)


def _begin(passport: Passport, address: str) -> Acceptance:
    customer = passport.customer
    joined = let_in(email=address, name=customer.full_name, language=customer.language, role=Role.CUSTOMER)
    if passport.state != Passport.State.ACCEPTED:
        passport.state, passport.accepted_at = Passport.State.ACCEPTED, timezone.now()
        passport.save(update_fields=["state", "accepted_at"])
        record("autopaspoort.passport_accepted", passport, by=Actor.outside(str(customer)))
    Ownership.objects.create(passport=passport, customer=customer, member=joined.member)
    return Acceptance(passport, joined.user, is_first=True, is_new_user=joined.is_new_user)


def _end(passport: Passport) -> None:
    Ownership.objects.filter(passport=passport, ended_at=None).update(ended_at=timezone.now())


def _customer_with(name: tuple[str, str], email: str, language: str) -> Customer:
    first_name, last_name = name
    identity = email_identity(read_email(email).key)
    customer = Customer.objects.filter(pk__in=ids_with_identity(identity)).order_by("pk").first()
    if customer is not None:
        return customer
    return Customer.objects.create(
        number=next_number("customer"),
        identity=identity,
        first_name=first_name,
        last_name=last_name,
        name_key=name_key(last_name, first_name),
        email=email,
        language=language,
    )
