"""Rows of lists, prepared as strings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from carshare.domain.trips import EARLY
from carshare.models import Booking, SharedVehicle, Subscriber, TripInvoice
from garageflow.ui.templatetags.ui import day, moment

B, S = Booking.State, Subscriber.State

BOOKING_TONES = {
    B.REQUESTED: "soon",
    B.BOOKED: "ok",
    B.IN_USE: "busy",
    B.RETURNED: "none",
    B.CANCELLED: "none",
    B.REFUSED: "now",
    B.MISSED: "none",
}
SUBSCRIBER_TONES = {
    S.EMAIL_UNVERIFIED: "soon",
    S.PENDING_APPROVAL: "busy",
    S.ACTIVE: "ok",
    S.INACTIVE: "none",
    S.REFUSED: "now",
    S.SUSPENDED: "now",
    S.CLOSED: "none",
    S.ANONYMISED: "none",
}
INVOICE_TONES = {
    TripInvoice.State.DRAFT: "none",
    TripInvoice.State.ISSUED: "soon",
    TripInvoice.State.PAID: "ok",
    TripInvoice.State.CREDITED: "none",
}


@dataclass(frozen=True, slots=True)
class BookingRow:
    pk: int
    url: str
    admin_url: str
    plate_country: str
    plate: str
    vehicle: str
    parking: str
    period: str
    who: str
    organisation: str
    use: str
    is_private: bool
    tone: str
    state: str
    is_late: bool
    can_start: bool
    can_change: bool
    is_under_way: bool


@dataclass(frozen=True, slots=True)
class SearchRow:
    url: str
    plate_country: str
    plate: str
    vehicle: str
    parking: str
    is_preferred: bool
    facts: str


@dataclass(frozen=True, slots=True)
class SubscriberRow:
    pk: int
    url: str
    name: str
    email: str
    organisation: str
    since: str
    tone: str
    state: str
    is_waiting: bool


def booking_row(booking: Booking, now: datetime) -> BookingRow:
    vehicle, state = booking.vehicle.vehicle, Booking.State(booking.state)
    is_late = booking.is_late(now)
    return BookingRow(
        pk=booking.pk,
        url=reverse("carshare:booking", args=[booking.pk]),
        admin_url=reverse("carshare:admin-booking", args=[booking.pk]),
        plate_country=vehicle.plate_country,
        plate=vehicle.plate_display,
        vehicle=vehicle.title or str(vehicle),
        parking=booking.vehicle.parking.name,
        period=period_words(booking.starts_at, booking.ends_at),
        who=str(booking.subscriber),
        organisation=booking.contract.organisation.name,
        use=str(Booking.Use(booking.use).label),
        is_private=booking.use == Booking.Use.PRIVATE,
        tone="now" if is_late else BOOKING_TONES[state],
        state=_("late") if is_late else str(state.label),
        is_late=is_late,
        can_start=state == B.BOOKED and booking.starts_at - EARLY <= now < booking.ends_at,
        can_change=state in Booking.OPEN and now < booking.ends_at,
        is_under_way=state == B.IN_USE,
    )


def search_row(shared: SharedVehicle, subscriber: Subscriber, query: str) -> SearchRow:
    vehicle = shared.vehicle
    facts = (
        str(vehicle.get_fuel_display()) if vehicle.fuel else "",
        _("%(count)s seats") % {"count": shared.seats},
        f"{shared.co2_grams} g CO₂/km",
    )
    return SearchRow(
        url=f"{reverse('carshare:booking-new', args=[shared.pk])}?{query}",
        plate_country=vehicle.plate_country,
        plate=vehicle.plate_display,
        vehicle=vehicle.title or str(vehicle),
        parking=shared.parking.name,
        is_preferred=shared.parking_id == subscriber.parking_id,
        facts=" · ".join(fact for fact in facts if fact),
    )


def subscriber_row(subscriber: Subscriber) -> SubscriberRow:
    state = Subscriber.State(subscriber.state)
    return SubscriberRow(
        pk=subscriber.pk,
        url=reverse("carshare:subscriber", args=[subscriber.pk]),
        name=str(subscriber),
        email=subscriber.email,
        organisation=subscriber.organisation.name,
        since=day(subscriber.created_at),
        tone=SUBSCRIBER_TONES[state],
        state=str(state.label),
        is_waiting=state == S.PENDING_APPROVAL,
    )


def period_words(since: datetime, until: datetime) -> str:
    """23 nov 2026 09:00 – 11:30, with the second day where it is another."""
    since, until = timezone.localtime(since), timezone.localtime(until)
    end = time_format(until, "TIME_FORMAT") if since.date() == until.date() else moment(until)
    return f"{moment(since)} – {end}"
