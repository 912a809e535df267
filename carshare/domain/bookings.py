"""Booking a shared vehicle. That two bookings never overlap is the database's word: booking_no_overlap."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from carshare.domain.subscribers import terms_to_accept
from carshare.licences import covers
from carshare.models import Booking, CarShareContract, Licence, SharedVehicle, Subscriber
from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.mail.domain.outbox import queue_mail
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor

DECISION_MAIL = "carshare.booking_decided"
SHORTEST = timedelta(minutes=15)
FURTHEST = timedelta(days=180)
# Whoever stands beside the car and books "now" was slower than the clock.
GRACE = timedelta(minutes=15)
# Somebody who is late keeps the car from those who want it this soon.
LATE_HOLDS_FOR = timedelta(hours=2)

State = Booking.State


class MayNotBook(DomainError):
    """The person: not active, terms, licence, contract."""


class PeriodRefused(DomainError):
    field = "until"


class VehicleTaken(DomainError):
    field = "until"


class NotPossibleNow(DomainError):
    pass


@transaction.atomic
def book(
    subscriber: Subscriber,
    vehicle: SharedVehicle,
    *,
    contract: CarShareContract,
    since: datetime,
    until: datetime,
    use: str,
    purpose: str,
    by: Actor,
    now: datetime | None = None,
) -> Booking:
    """Raises MayNotBook, PeriodRefused, VehicleTaken."""
    now = now or timezone.now()
    vehicle = _locked_vehicle(vehicle.pk)
    check_person(subscriber, vehicle, now)
    _check_contract(subscriber, vehicle, contract, use)
    _check_period(since, until, contract, now)
    _refuse_while_late(vehicle, since, now)
    booking = Booking(
        vehicle=vehicle,
        subscriber=subscriber,
        contract=contract,
        parking=vehicle.parking,
        period=DateTimeTZRange(since, until),
        use=use,
        purpose=purpose,
        state=State.REQUESTED if contract.needs_approval else State.BOOKED,
    )
    _save(booking)
    record("carshare.booking_made", booking, by=by, approval=contract.needs_approval)
    return booking


@transaction.atomic
def change_booking(
    booking: Booking,
    *,
    since: datetime,
    until: datetime,
    purpose: str,
    by: Actor,
    now: datetime | None = None,
) -> Booking:
    """Of one that has not begun. Raises NotPossibleNow, MayNotBook, PeriodRefused, VehicleTaken."""
    now = now or timezone.now()
    booking = locked(booking)
    if booking.state not in Booking.OPEN:
        raise NotPossibleNow(_("This booking cannot be changed any more."))
    check_person(booking.subscriber, booking.vehicle, now)
    _check_period(since, until, booking.contract, now)
    booking.period, booking.purpose = DateTimeTZRange(since, until), purpose
    if booking.contract.needs_approval:
        booking.state = State.REQUESTED
    _save(booking)
    record("carshare.booking_changed", booking, by=by)
    return booking


@transaction.atomic
def extend_booking(booking: Booking, *, until: datetime, by: Actor, now: datetime | None = None) -> Booking:
    """Also under way: a later end. Raises NotPossibleNow, PeriodRefused, VehicleTaken."""
    now = now or timezone.now()
    booking = locked(booking)
    if booking.state not in (State.BOOKED, State.IN_USE):
        raise NotPossibleNow(_("This booking cannot be extended."))
    if until <= booking.ends_at or until <= now:
        raise PeriodRefused(_("The new end has to be later than the present one."))
    _check_length(booking.starts_at, until, booking.contract)
    booking.period = DateTimeTZRange(booking.starts_at, until)
    _save(booking)
    record("carshare.booking_extended", booking, by=by)
    return booking


@transaction.atomic
def cancel_booking(booking: Booking, *, by: Actor) -> None:
    """Raises NotPossibleNow once it has begun."""
    booking = locked(booking)
    if booking.state not in Booking.OPEN:
        raise NotPossibleNow(_("This booking cannot be cancelled any more."))
    booking.state = State.CANCELLED
    booking.save(update_fields=["state"])
    record("carshare.booking_cancelled", booking, by=by)


@transaction.atomic
def decide_booking(booking: Booking, *, is_approved: bool, reason: str = "", by: Actor) -> None:
    """Raises NotPossibleNow for one that does not wait."""
    booking = locked(booking)
    if booking.state != State.REQUESTED:
        raise NotPossibleNow(_("This booking does not wait for approval."))
    booking.state = State.BOOKED if is_approved else State.REFUSED
    booking.reason, booking.decided_by = reason, by.member
    booking.save(update_fields=["state", "reason", "decided_by"])
    queue_mail(
        DECISION_MAIL,
        to=booking.subscriber.email,
        language=booking.subscriber.language,
        idempotency_key=f"{DECISION_MAIL}:{booking.pk}:{timezone.now().timestamp()}",
        subject_id=booking.pk,
    )
    record("carshare.booking_approved" if is_approved else "carshare.booking_refused", booking, by=by)


def check_person(subscriber: Subscriber, vehicle: SharedVehicle, now: datetime) -> None:
    """The guard before booking and before driving. Raises MayNotBook."""
    if not subscriber.is_active or subscriber.validated_at is None:
        raise MayNotBook(_("Your subscription is not active."))
    if terms_to_accept(subscriber) is not None:
        raise MayNotBook(_("Accept the new terms of use first."))
    _check_licence(subscriber, vehicle, active_garage().today(now))


def locked(booking: Booking) -> Booking:
    """With its vehicle, which is what people compete for."""
    _locked_vehicle(booking.vehicle_id)
    bookings = Booking.objects.select_for_update(of=("self",))
    return bookings.select_related(
        "vehicle__vehicle", "vehicle__parking", "subscriber__organisation", "contract"
    ).get(pk=booking.pk)


def save_period(booking: Booking) -> None:
    """Raises VehicleTaken."""
    _save(booking)


def _locked_vehicle(vehicle_id: int) -> SharedVehicle:
    """One after the other: two inserts that exclude each other at the same instant would deadlock."""
    vehicles = SharedVehicle.objects.select_for_update(of=("self",)).select_related("vehicle", "parking")
    return vehicles.get(pk=vehicle_id)


def _check_licence(subscriber: Subscriber, vehicle: SharedVehicle, today: date) -> None:
    """An organisation that asks for no licence answers for it itself; a declared one is looked at anyway."""
    licence = Licence.objects.filter(subscriber=subscriber).first()
    if licence is None:
        if subscriber.organisation.licence_required:
            raise MayNotBook(_("Your driving licence is missing. Add it to your account."))
        return
    if not covers(licence.categories, vehicle.licence_category):
        words = _("This vehicle needs a licence of category %(category)s.")
        raise MayNotBook(words % {"category": vehicle.licence_category})
    if licence.valid_until is not None and licence.valid_until < today:
        raise MayNotBook(_("Your driving licence is not valid any more."))


def _check_contract(
    subscriber: Subscriber, vehicle: SharedVehicle, contract: CarShareContract, use: str
) -> None:
    organisation = subscriber.organisation
    is_own = contract.organisation_id == organisation.pk and contract.is_open
    if not organisation.contract_changeable and contract.pk != subscriber.contract_id:
        is_own = False
    if not is_own or not vehicle.contract_links.filter(contract=contract).exists():
        raise MayNotBook(_("This vehicle cannot be booked on this contract."))
    if not vehicle.is_in_service:
        raise MayNotBook(_("This vehicle cannot be booked at the moment."))
    if use == Booking.Use.PRIVATE and not (organisation.private_use and subscriber.billing_address):
        raise MayNotBook(_("Private trips need a billing address in your account."), field="use")


def _check_period(since: datetime, until: datetime, contract: CarShareContract, now: datetime) -> None:
    if since < now - GRACE:
        raise PeriodRefused(_("The beginning lies in the past."), field="since")
    if since > now + FURTHEST:
        raise PeriodRefused(_("Bookings can be made half a year ahead."), field="since")
    _check_length(since, until, contract)


def _check_length(since: datetime, until: datetime, contract: CarShareContract) -> None:
    if until - since < SHORTEST:
        raise PeriodRefused(_("The end has to be later than the beginning."))
    if until - since > timedelta(hours=contract.max_hours):
        words = _("This contract allows bookings of at most %(hours)s hours.")
        raise PeriodRefused(words % {"hours": contract.max_hours})


def _refuse_while_late(vehicle: SharedVehicle, since: datetime, now: datetime) -> None:
    late = vehicle.bookings.filter(state=State.IN_USE, period__endswith__lte=now)
    if since < now + LATE_HOLDS_FOR and late.exists():
        raise VehicleTaken(_("This vehicle is not back yet."), field="since")


def _save(booking: Booking) -> None:
    try:
        with transaction.atomic():
            booking.save()
    except IntegrityError as error:
        if "booking_no_overlap" not in str(error):
            raise
        raise VehicleTaken(_("The vehicle is booked by somebody else in this period.")) from error
