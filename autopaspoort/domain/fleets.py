"""Fleet accounts: a company's vehicles, their drivers, and the people who manage them (spec 30 §5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from autopaspoort.domain.outlook import SOON
from autopaspoort.domain.passports import locked_passport
from autopaspoort.models import Fleet, FleetManager, Ownership, Passport
from autopaspoort.models.passport import PassportQuerySet
from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.mail.domain.outbox import queue_mail
from garageflow.members.domain.outsiders import let_go, let_in
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Member, Role
from garageflow.tenancy.numbers import next_number

MANAGER_MAIL = "autopaspoort.fleet_manager"


class FleetExists(DomainError):
    field = "name"


class FleetEnded(DomainError):
    pass


class ManagesAlready(DomainError):
    field = "email"


@dataclass(frozen=True, slots=True)
class FleetCounts:
    vehicles: int
    overdue: int
    soon: int
    # Whose driver has not accepted.
    waiting: int


def vehicles_of(fleet: Fleet) -> PassportQuerySet:
    return Passport.objects.current().filter(fleet=fleet)


def overdue(today: date) -> Q:
    return Q(vehicle__inspection_due_on__lt=today)


def soon(today: date) -> Q:
    return Q(vehicle__inspection_due_on__range=(today, today + SOON))


def waiting() -> Q:
    return ~Q(state=Passport.State.ACCEPTED)


def counts_of(fleet: Fleet, *, today: date) -> FleetCounts:
    counts = vehicles_of(fleet).aggregate(
        vehicles=Count("pk"),
        overdue=Count("pk", filter=overdue(today)),
        soon=Count("pk", filter=soon(today)),
        waiting=Count("pk", filter=waiting()),
    )
    return FleetCounts(**counts)


@transaction.atomic
def open_fleet(*, name: str, by: Actor) -> Fleet:
    """Raises FleetExists."""
    try:
        with transaction.atomic():
            fleet = Fleet.objects.create(number=next_number("fleet"), name=name)
    except IntegrityError:
        raise FleetExists(_("There is a fleet account with this name already.")) from None
    record("autopaspoort.fleet_opened", fleet, by=by, name=name)
    return fleet


@transaction.atomic
def rename_fleet(fleet: Fleet, *, name: str, by: Actor) -> Fleet:
    """Raises FleetExists, FleetEnded."""
    fleet = _locked(fleet)
    if fleet.name == name:
        return fleet
    fleet.name = name
    try:
        with transaction.atomic():
            fleet.save(update_fields=["name"])
    except IntegrityError:
        raise FleetExists(_("There is a fleet account with this name already.")) from None
    record("autopaspoort.fleet_renamed", fleet, by=by, name=name)
    return fleet


@transaction.atomic
def end_fleet(fleet: Fleet, *, by: Actor) -> None:
    """Its cars stay with their drivers; its managers see nothing any more. Raises FleetEnded."""
    fleet = _locked(fleet)
    fleet.ended_at = timezone.now()
    fleet.save(update_fields=["ended_at"])
    Passport.objects.filter(fleet=fleet).update(fleet=None)
    for manager in FleetManager.objects.filter(fleet=fleet, ended_at=None).select_related("member"):
        _let_manager_go(manager)
    record("autopaspoort.fleet_ended", fleet, by=by, name=fleet.name)


@transaction.atomic
def put_in_fleet(passport: Passport, fleet: Fleet | None, *, by: Actor) -> Passport:
    """The car belongs to this fleet, or to none. Raises FleetEnded."""
    passport = locked_passport(passport)
    if fleet is not None:
        fleet = _locked(fleet)
    if passport.fleet_id == (fleet.pk if fleet else None):
        return passport
    passport.fleet = fleet
    passport.save(update_fields=["fleet"])
    record("autopaspoort.fleet_of_car_changed", passport, by=by, fleet=fleet.name if fleet else "–")
    return passport


@transaction.atomic
def name_manager(fleet: Fleet, *, email: str, name: str, language: str, by: Actor) -> FleetManager:
    """He sees the whole fleet in the portal; a mail tells him, and he signs in by a code to this address.

    Raises ManagesAlready, FleetEnded.
    """
    fleet = _locked(fleet)
    joined = let_in(email=email, name=name, language=language, role=Role.CUSTOMER)
    if FleetManager.objects.filter(fleet=fleet, member=joined.member, ended_at=None).exists():
        raise ManagesAlready(_("This person manages the fleet already."))
    manager = FleetManager.objects.create(fleet=fleet, member=joined.member)
    queue_mail(
        MANAGER_MAIL,
        to=joined.user.email,
        language=joined.user.language,
        idempotency_key=f"{MANAGER_MAIL}:{manager.pk}",
        subject_id=manager.pk,
    )
    record("autopaspoort.fleet_manager_named", fleet, by=by, email=joined.user.email)
    return manager


@transaction.atomic
def dismiss_manager(manager: FleetManager, *, by: Actor) -> None:
    manager = FleetManager.objects.select_for_update().select_related("fleet", "member").get(pk=manager.pk)
    if manager.ended_at is not None:
        return
    email = manager.member.membership.user.email
    _let_manager_go(manager)
    record("autopaspoort.fleet_manager_dismissed", manager.fleet, by=by, email=email)


def _let_manager_go(manager: FleetManager) -> None:
    """Who has no car and no other fleet here is no member any more."""
    manager.ended_at = timezone.now()
    manager.save(update_fields=["ended_at"])
    if not is_needed(manager.member):
        let_go(manager.member, role=Role.CUSTOMER)


def is_needed(member: Member) -> bool:
    return (
        Ownership.objects.of(member).exists()
        or FleetManager.objects.filter(member=member, ended_at=None).exists()
    )


def _locked(fleet: Fleet) -> Fleet:
    fleet = Fleet.objects.select_for_update().get(pk=fleet.pk)
    if fleet.ended_at is not None:
        raise FleetEnded(_("This fleet account has ended."))
    return fleet
