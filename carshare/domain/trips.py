"""Taking a vehicle, bringing it back, and being late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.core.files.base import File
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from carshare.domain.bookings import NotPossibleNow, check_person, locked, save_period
from carshare.models import Booking, BookingCheck, TripInvoice, TripInvoiceLine
from garageflow.audit.domain import record
from garageflow.documents.domain.documents import store_document
from garageflow.errors import DomainError
from garageflow.jobs.domain.work import Claim, enqueue
from garageflow.mail.domain.outbox import queue_mail
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Garage
from garageflow.vehicles.domain.odometer import record_reading
from garageflow.vehicles.models import OdometerReading

RETURN_WATCH = "carshare.return_watch"
LATE_MAIL, OVERDUE_MAIL = "carshare.vehicle_late", "carshare.overdue"
# A vehicle that stands there may be taken a little before its time.
EARLY = timedelta(minutes=30)
# Who books later than this after the one who is late has nothing to fear yet.
WARNED_AHEAD = timedelta(hours=24)
MOST_PHOTOS = 6

State, Kind = Booking.State, BookingCheck.Kind


class VehicleNotBack(DomainError):
    pass


class KmRefused(DomainError):
    field = "km"


class TooManyPhotos(DomainError):
    field = "photos"


@transaction.atomic
def take_vehicle(
    booking: Booking,
    *,
    km: int,
    energy_percent: int,
    damages: str,
    photos: Sequence[File[bytes]] = (),
    is_km_confirmed: bool = False,
    by: Actor,
    now: datetime | None = None,
) -> Booking:
    """Raises NotPossibleNow, MayNotBook, VehicleNotBack, VehicleTaken, OdometerDropped, FileRefused."""
    now = now or timezone.now()
    booking = locked(booking)
    if booking.state != State.BOOKED or not booking.starts_at - EARLY <= now < booking.ends_at:
        raise NotPossibleNow(_("The vehicle can be taken from half an hour before the booking to its end."))
    check_person(booking.subscriber, booking.vehicle, now)
    if booking.vehicle.bookings.filter(state=State.IN_USE).exists():
        raise VehicleNotBack(_("The one before you has not brought the vehicle back yet."))
    booking.state, booking.started_at = State.IN_USE, now
    if now < booking.starts_at:
        booking.period = DateTimeTZRange(now, booking.ends_at)
    save_period(booking)
    check = BookingCheck(
        booking=booking, kind=Kind.START, km=km, energy_percent=energy_percent, damages=damages
    )
    _write(check, photos, is_km_confirmed=is_km_confirmed, by=by, now=now)
    enqueue(RETURN_WATCH, booking.pk, due_at=booking.ends_at)
    record("carshare.vehicle_taken", booking, by=by, km=km)
    return booking


@transaction.atomic
def return_vehicle(
    booking: Booking,
    *,
    km: int,
    energy_percent: int,
    damages: str,
    photos: Sequence[File[bytes]] = (),
    is_km_confirmed: bool = False,
    by: Actor,
    now: datetime | None = None,
) -> Booking:
    """What is left of the period is free for others; a private trip becomes the draft of an invoice.

    Raises NotPossibleNow, KmRefused, OdometerDropped, FileRefused.
    """
    now = now or timezone.now()
    booking = locked(booking)
    if booking.state != State.IN_USE:
        raise NotPossibleNow(_("This vehicle is not under way."))
    start_km = booking.checks.get(kind=Kind.START).km
    if km < start_km:
        raise KmRefused(_("At the start it was %(km)s km already.") % {"km": start_km})
    is_late = now > booking.ends_at
    booking.state, booking.returned_at = State.RETURNED, now
    if now < booking.ends_at:
        booking.period = DateTimeTZRange(
            booking.starts_at, max(now, booking.starts_at + timedelta(seconds=1))
        )
    booking.save()
    check = BookingCheck(
        booking=booking, kind=Kind.END, km=km, energy_percent=energy_percent, damages=damages
    )
    _write(check, photos, is_km_confirmed=is_km_confirmed, by=by, now=now)
    if booking.use == Booking.Use.PRIVATE:
        _draft_invoice(booking, km - start_km)
    record("carshare.vehicle_returned", booking, by=by, km=km, late=is_late)
    return booking


def watch_return(claim: Claim) -> datetime | None:
    """Handler of `carshare.return_watch`; the key is the booking, due when it ends."""
    with claim.fenced():
        booking = Booking.objects.select_related("subscriber").get(pk=int(claim.key))
        if booking.state != State.IN_USE:
            return None
        if timezone.now() < booking.ends_at:
            # Extended in the meantime.
            return booking.ends_at
        _warn(booking)
    return None


def mark_missed(garage: Garage, night: date) -> None:
    """Nightly step: bookings whose time has passed and that nobody used."""
    Booking.objects.filter(state__in=Booking.OPEN, period__endswith__lt=timezone.now()).update(
        state=State.MISSED
    )


def known_damages(booking: Booking) -> str:
    """What the one before found or left, to compare with."""
    before = BookingCheck.objects.filter(booking__vehicle=booking.vehicle_id).exclude(booking=booking)
    latest = before.order_by("-checked_at", "-pk").first()
    return latest.damages if latest else ""


def _write(
    check: BookingCheck, photos: Sequence[File[bytes]], *, is_km_confirmed: bool, by: Actor, now: datetime
) -> None:
    """The check, its photos, and one more reading in the vehicle's history."""
    if len(photos) > MOST_PHOTOS:
        raise TooManyPhotos(_("At most %(count)s photos.") % {"count": MOST_PHOTOS})
    check.checked_at = now
    check.save()
    for photo in photos:
        store_document(photo, kind="carshare.check", subject=check, by=by)
    record_reading(
        check.booking.vehicle.vehicle,
        km=check.km,
        read_on=active_garage().today(now),
        source=OdometerReading.Source.INTAKE,
        by=by,
        drop_confirmed=is_km_confirmed,
    )


def _warn(booking: Booking) -> None:
    """Once for each end: the one who is late, and the one who comes next."""
    ends_at = booking.ends_at
    queue_mail(
        OVERDUE_MAIL,
        to=booking.subscriber.email,
        language=booking.subscriber.language,
        idempotency_key=f"{OVERDUE_MAIL}:{booking.pk}:{ends_at.timestamp()}",
        subject_id=booking.pk,
    )
    following = Booking.objects.filter(
        vehicle=booking.vehicle_id,
        state__in=Booking.OPEN,
        period__startswith__gte=ends_at,
        period__startswith__lt=ends_at + WARNED_AHEAD,
    )
    affected = following.select_related("subscriber").order_by("period").first()
    if affected is not None:
        queue_mail(
            LATE_MAIL,
            to=affected.subscriber.email,
            language=affected.subscriber.language,
            idempotency_key=f"{LATE_MAIL}:{booking.pk}:{affected.pk}:{ends_at.timestamp()}",
            subject_id=affected.pk,
        )


def _draft_invoice(booking: Booking, km: int) -> None:
    """Every quarter of an hour that was begun, and every kilometre."""
    contract, subscriber = booking.contract, booking.subscriber
    assert booking.started_at is not None
    assert booking.returned_at is not None
    quarters = -((booking.started_at - booking.returned_at) // timedelta(minutes=15))
    hours = Decimal(quarters) / 4
    lines = [
        (TripInvoiceLine.Kind.HOURS, hours, contract.hour_amount),
        (TripInvoiceLine.Kind.KM, Decimal(km), contract.km_amount),
    ]
    amounts = [_cents(quantity * unit) for _kind, quantity, unit in lines]
    net = sum(amounts)
    invoice = TripInvoice.objects.create(
        booking=booking,
        subscriber=subscriber,
        recipient=str(subscriber),
        address=subscriber.billing_address,
        vat_percent=contract.vat_percent,
        net_amount=net,
        vat_amount=_cents(Decimal(net * contract.vat_percent) / 100),
    )
    TripInvoiceLine.objects.bulk_create(
        TripInvoiceLine(invoice=invoice, kind=kind, quantity=quantity, unit_amount=unit, net_amount=amount)
        for (kind, quantity, unit), amount in zip(lines, amounts, strict=True)
    )


def _cents(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))
