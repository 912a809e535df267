"""Quotes: submitted, edited, withdrawn, refused, accepted. Accepting one makes the mission."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from convoy.domain.assessment import Assessment, Facts, assess, plate_for
from convoy.domain.certifying import required_of
from convoy.domain.telephones import ASSIGNED, tell_of_trip
from convoy.domain.trips import TripNotOpen, lock_trip
from convoy.models import Driver, DriverCertification, Mission, Quote, Trip, WPlate, WPlateDay
from convoy.models.mission import RefusalReason
from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.mail.domain.outbox import queue_mail
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.numbers import next_number

ACCEPTED_MAIL, REFUSED_MAIL = "convoy.quote_accepted", "convoy.quote_refused"
# How many other drivers quoted, never what: 0–2, 3–5, 6 and more.
BUCKETS = ((2, "0–2"), (5, "3–5"))


class QuoteNotSubmitted(DomainError):
    pass


class AlreadyQuoted(DomainError):
    pass


class DriverMayNotQuote(DomainError):
    pass


class DatesOutsideWindow(DomainError):
    field = "starts_on"


class ReasonMissing(DomainError):
    field = "refusal_note"


class AssignmentBlocked(DomainError):
    """`reasons`: each in a sentence of its own."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


class NoInstantBooking(DomainError):
    pass


def bucket(count: int) -> str:
    return next((words for most, words in BUCKETS if count <= most), "6+")


@transaction.atomic
def submit_quote(trip: Trip, driver: Driver, *, by: Actor, **values: Any) -> Quote:
    """Raises TripNotOpen, DriverMayNotQuote, DatesOutsideWindow, AlreadyQuoted."""
    trip = _open_trip(trip)
    _may_quote(trip, driver)
    _inside_window(trip, values["starts_on"], values["ends_on"])
    if trip.quotes.filter(driver=driver, state=Quote.State.SUBMITTED).exists():
        raise AlreadyQuoted(_("You have a quote for this trip already. Edit it."))
    quote = Quote.objects.create(trip=trip, driver=driver, **values)
    record("convoy.quote_submitted", trip, by=by, quote=quote.pk)
    return quote


@transaction.atomic
def edit_quote(quote: Quote, *, by: Actor, **values: Any) -> Quote:
    """Raises TripNotOpen, QuoteNotSubmitted, DatesOutsideWindow."""
    trip = _open_trip(quote.trip)
    quote = _submitted(quote)
    _inside_window(trip, values["starts_on"], values["ends_on"])
    for name, value in values.items():
        setattr(quote, name, value)
    quote.edited_at = timezone.now()
    quote.save()
    record("convoy.quote_edited", trip, by=by, quote=quote.pk)
    return quote


@transaction.atomic
def withdraw_quote(quote: Quote, *, by: Actor) -> Quote:
    """Raises QuoteNotSubmitted."""
    trip = lock_trip(quote.trip)
    quote = _submitted(quote)
    _decide(quote, Quote.State.WITHDRAWN, by)
    record("convoy.quote_withdrawn", trip, by=by, quote=quote.pk)
    return quote


@transaction.atomic
def refuse_quote(quote: Quote, *, reason: str, note: str, by: Actor) -> Quote:
    """The driver reads the reason. Raises QuoteNotSubmitted, ReasonMissing for "other" without words."""
    trip = lock_trip(quote.trip)
    quote = _submitted(quote)
    if reason == RefusalReason.OTHER and not note:
        raise ReasonMissing(_("Say in a few words why."))
    quote.refusal_reason, quote.refusal_note = reason, note
    _decide(quote, Quote.State.REFUSED, by)
    _mail(REFUSED_MAIL, quote)
    record("convoy.quote_refused", trip, by=by, quote=quote.pk, reason=reason)
    return quote


@transaction.atomic
def accept_quote(quote: Quote, *, by: Actor) -> Mission:
    """Assign the trip: the other quotes become "not selected" in the same transaction.

    Raises TripNotOpen, QuoteNotSubmitted, AssignmentBlocked with the reasons.
    """
    trip = _open_trip(quote.trip)
    quote = _submitted(quote)
    mission = _assign(trip, quote, by)
    record("convoy.quote_accepted", trip, by=by, quote=quote.pk, mission=mission.number)
    return mission


@transaction.atomic
def book_instantly(trip: Trip, driver: Driver, *, starts_on: date, ends_on: date, by: Actor) -> Mission:
    """At the fixed price of the trip. Raises as accept_quote, and DatesOutsideWindow, NoInstantBooking."""
    trip = _open_trip(trip)
    if trip.instant_price_amount is None:
        raise NoInstantBooking(_("This trip cannot be booked at a fixed price."))
    _inside_window(trip, starts_on, ends_on)
    for earlier in trip.quotes.filter(driver=driver, state=Quote.State.SUBMITTED):
        _decide(earlier, Quote.State.WITHDRAWN, by)
    quote = Quote.objects.create(
        trip=trip,
        driver=driver,
        service_amount=trip.instant_price_amount,
        starts_on=starts_on,
        ends_on=ends_on,
        is_instant=True,
    )
    quote = Quote.objects.select_related("w_plate", "driver").get(pk=quote.pk)
    mission = _assign(trip, quote, by)
    record("convoy.trip_booked", trip, by=by, mission=mission.number)
    return mission


def assessment_of(quote: Quote, trip: Trip, driver: Driver) -> Assessment:
    facts = Facts.of(trip, [driver.pk], quote.starts_on, quote.ends_on)
    return assess(quote, trip, driver, facts)


def _assign(trip: Trip, quote: Quote, by: Actor) -> Mission:
    # After the trip always the driver: two trips must not be given to one driver for the same days at once.
    driver = Driver.objects.select_for_update().get(pk=quote.driver_id)
    facts = Facts.of(trip, [driver.pk], quote.starts_on, quote.ends_on)
    found = assess(quote, trip, driver, facts)
    if not found.is_possible:
        raise AssignmentBlocked(found.blockers)
    plate = plate_for(quote, facts) if trip.needs_w_plate else None

    _decide(quote, Quote.State.ACCEPTED, by)
    others = trip.quotes.submitted()
    others.update(state=Quote.State.NOT_SELECTED, decided_at=timezone.now(), decided_by=by.member)
    trip.state = Trip.State.ASSIGNED
    trip.save(update_fields=["state"])
    mission = Mission.objects.create(
        number=next_number("missions"),
        trip=trip,
        quote=quote,
        driver=driver,
        w_plate=plate,
        starts_on=quote.starts_on,
        ends_on=quote.ends_on,
    )
    if plate is not None:
        _occupy(plate, mission)
    _mail(ACCEPTED_MAIL, quote)
    if not quote.is_instant:
        tell_of_trip(driver, trip, ASSIGNED, key=f"{ACCEPTED_MAIL}:{quote.pk}")
    return mission


def _occupy(plate: WPlate, mission: Mission) -> None:
    count = (mission.ends_on - mission.starts_on).days + 1
    days = [mission.starts_on + timedelta(days=number) for number in range(count)]
    WPlateDay.objects.bulk_create([WPlateDay(w_plate=plate, mission=mission, day=day) for day in days])


def _open_trip(trip: Trip) -> Trip:
    trip = lock_trip(trip)
    if trip.state != Trip.State.OPEN:
        raise TripNotOpen(_("This trip is not open any more."))
    return trip


def _submitted(quote: Quote) -> Quote:
    """As it is now, behind the lock of its trip."""
    quote = Quote.objects.select_related("w_plate", "driver").get(pk=quote.pk)
    if quote.state != Quote.State.SUBMITTED:
        raise QuoteNotSubmitted(_("This quote was decided already."))
    return quote


def _may_quote(trip: Trip, driver: Driver) -> None:
    if not driver.is_active:
        raise DriverMayNotQuote(_("Your account is not active. Contact us."))
    required = required_of(trip)
    holding = DriverCertification.objects.holding_on(trip.starts_on).filter(driver=driver)
    passed = set(holding.values_list("certification", flat=True)) if required else set()
    missing = [certification.name for certification in required if certification.pk not in passed]
    if missing:
        words = _("This trip needs a certification first: %(names)s.")
        raise DriverMayNotQuote(words % {"names": ", ".join(missing)})


def _inside_window(trip: Trip, starts_on: date, ends_on: date) -> None:
    if starts_on < trip.starts_on or ends_on > trip.ends_on:
        raise DatesOutsideWindow(_("These dates lie outside those of the trip."))
    if ends_on < starts_on:
        raise DatesOutsideWindow(_("The delivery cannot come before the pick-up."), field="ends_on")
    if trip.start_is_fixed and starts_on != trip.starts_on:
        raise DatesOutsideWindow(_("The client fixes the day of the start."))
    if trip.end_is_fixed and ends_on != trip.ends_on:
        raise DatesOutsideWindow(_("The client fixes the day of the delivery."), field="ends_on")


def _decide(quote: Quote, state: str, by: Actor) -> None:
    quote.state, quote.decided_at, quote.decided_by = state, timezone.now(), by.member
    quote.save(update_fields=["state", "decided_at", "decided_by", "refusal_reason", "refusal_note"])


def _mail(kind: str, quote: Quote) -> None:
    queue_mail(
        kind,
        to=quote.driver.email,
        language=quote.driver.language,
        idempotency_key=f"{kind}:{quote.pk}",
        subject_id=quote.pk,
    )
