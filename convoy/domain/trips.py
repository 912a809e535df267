"""Trips: written, published, proposed, cancelled, expired."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from convoy.domain.drivers import name_key
from convoy.domain.telephones import PROPOSED, tell_of_trip
from convoy.models import Certification, Driver, Mission, Proposal, Quote, Trip, TripCertification
from garageflow.audit.domain import record
from garageflow.documents.domain.documents import delete_document, store_document
from garageflow.documents.models import Document
from garageflow.documents.registry import subject_of
from garageflow.errors import DomainError
from garageflow.geo.distance import estimate
from garageflow.geo.places import place_of
from garageflow.jobs.domain.work import enqueue
from garageflow.mail.domain.outbox import queue_mail
from garageflow.tenancy.actor import SYSTEM, Actor
from garageflow.tenancy.models import Garage
from garageflow.tenancy.numbers import next_number

PROPOSAL_MAIL = "convoy.proposal"
# Kind of the work that tells drivers (convoy/domain/alerts.py).
ALERTS = "convoy.alerts"
_DOCUMENT = "convoy.trip"
BY_HAND = "by hand"


class TripNotOpen(DomainError):
    pass


class TripNotEditable(DomainError):
    pass


class TripNotCancellable(DomainError):
    pass


class TripIsOver(DomainError):
    field = "ends_on"


@transaction.atomic
def create_trip(*, by: Actor, certifications: Iterable[Certification] = (), **values: Any) -> Trip:
    """A draft, with its estimate."""
    trip = Trip(number=next_number("trips"), created_by=by.member, **values)
    _complete(trip, given=values)
    trip.save()
    _require(trip, certifications)
    record("convoy.trip_created", trip, by=by)
    return trip


@transaction.atomic
def change_trip(trip: Trip, *, by: Actor, certifications: Iterable[Certification], **values: Any) -> Trip:
    """While nobody has it. Raises TripNotEditable."""
    trip = lock_trip(trip)
    if not trip.is_editable:
        raise TripNotEditable(_("This trip is assigned or over: it cannot be changed any more."))
    changed = sorted(name for name, value in values.items() if getattr(trip, name) != value)
    for name, value in values.items():
        setattr(trip, name, value)
    _complete(trip, given=values)
    trip.save()
    _require(trip, certifications)
    record("convoy.trip_changed", trip, by=by, fields=changed)
    return trip


@transaction.atomic
def add_trip_document(trip: Trip, *, upload: File[bytes], by: Actor) -> Document:
    """What the driver needs: delivery note, client's form. Raises FileRefused."""
    return store_document(upload, kind=_DOCUMENT, subject=trip, by=by)


@transaction.atomic
def remove_trip_document(trip: Trip, document: Document, *, by: Actor) -> None:
    delete_document(document)
    record("convoy.trip_document_removed", trip, by=by, name=document.name)


def documents_of_trip(trip: Trip) -> QuerySet[Document]:
    return Document.objects.filter(subject=subject_of(trip), kind=_DOCUMENT).order_by("pk")


@transaction.atomic
def publish_trip(trip: Trip, *, by: Actor, today: date) -> Trip:
    """Drivers see it from now on. Raises TripNotEditable, TripIsOver."""
    trip = lock_trip(trip)
    if trip.state not in (Trip.State.DRAFT, Trip.State.EXPIRED):
        raise TripNotEditable(_("Only a draft can be published."))
    if trip.ends_on < today:
        raise TripIsOver(_("Its last day has passed. Change the dates first."))
    trip.state, trip.published_at = Trip.State.OPEN, timezone.now()
    trip.save(update_fields=["state", "published_at"])
    enqueue(ALERTS, trip.pk)
    record("convoy.trip_published", trip, by=by)
    return trip


@transaction.atomic
def cancel_trip(trip: Trip, *, reason: str, by: Actor) -> Trip:
    """Its quotes are refused for that reason; an assigned mission ends as cancelled by the client.

    Raises TripNotCancellable once the vehicle is under way.
    """
    trip = lock_trip(trip)
    if trip.state not in (Trip.State.DRAFT, Trip.State.OPEN, Trip.State.ASSIGNED, Trip.State.EXPIRED):
        raise TripNotCancellable(_("This trip is under way or over: it cannot be cancelled."))
    now = timezone.now()
    for mission in trip.missions.live().select_for_update():
        mission.state = Mission.State.CANCELLED_BY_CLIENT
        mission.ended_at, mission.ending_note = now, reason
        mission.save(update_fields=["state", "ended_at", "ending_note"])
        mission.w_plate_days.all().delete()
    trip.quotes.submitted().update(
        state=Quote.State.REFUSED,
        refusal_reason="cancelled",
        refusal_note=reason,
        decided_at=now,
        decided_by=by.member,
    )
    trip.state, trip.cancelled_at, trip.cancellation = Trip.State.CANCELLED, now, reason
    trip.save(update_fields=["state", "cancelled_at", "cancellation"])
    record("convoy.trip_cancelled", trip, by=by, reason=reason)
    return trip


@transaction.atomic
def propose_trip(trip: Trip, drivers: Iterable[Driver], *, by: Actor) -> int:
    """Ask drivers to quote; each is asked once. Raises TripNotOpen."""
    trip = lock_trip(trip)
    if trip.state != Trip.State.OPEN:
        raise TripNotOpen(_("This trip is not open any more."))
    asked = set(trip.proposals.values_list("driver_id", flat=True))
    new = [driver for driver in drivers if driver.pk not in asked and driver.is_active]
    for driver in new:
        proposal = Proposal.objects.create(trip=trip, driver=driver, proposed_by=by.member)
        queue_mail(
            PROPOSAL_MAIL,
            to=driver.email,
            language=driver.language,
            idempotency_key=f"{PROPOSAL_MAIL}:{proposal.pk}",
            subject_id=proposal.pk,
        )
        tell_of_trip(driver, trip, PROPOSED, key=f"{PROPOSAL_MAIL}:{proposal.pk}")
    if new:
        record("convoy.trip_proposed", trip, by=by, drivers=len(new))
    return len(new)


def expire_trips(garage: Garage, night: date) -> None:
    """Nightly step: the last day passed and nobody drives it."""
    for trip in Trip.objects.open().filter(ends_on__lt=night).select_for_update().order_by("pk"):
        trip.state = Trip.State.EXPIRED
        trip.save(update_fields=["state"])
        trip.quotes.submitted().update(state=Quote.State.EXPIRED, decided_at=timezone.now())
        record("convoy.trip_expired", trip, by=SYSTEM)


def lock_trip(trip: Trip) -> Trip:
    """Whatever happens to a trip, its quotes and its mission happens one at a time."""
    return Trip.objects.select_for_update().get(pk=trip.pk)


def _complete(trip: Trip, *, given: dict[str, Any]) -> None:
    """What follows from the rest: the vehicle's facts, places, estimate, search text."""
    vehicle = trip.vehicle
    if vehicle is not None:
        trip.make, trip.model_name = vehicle.make or trip.make, vehicle.model_name or trip.model_name
        trip.plate_display, trip.plate_country = vehicle.plate_display, vehicle.plate_country
        trip.vin, trip.fuel = vehicle.vin, vehicle.fuel
    start = place_of(trip.from_country, trip.from_postcode, trip.from_city)
    end = place_of(trip.to_country, trip.to_postcode, trip.to_city)
    trip.from_latitude, trip.from_longitude = start.point if start else (None, None)
    trip.to_latitude, trip.to_longitude = end.point if end else (None, None)
    if given.get("distance_km"):
        trip.estimate_method, trip.estimate_version = BY_HAND, 0
    elif start and end:
        made = estimate(start.point, end.point)
        trip.distance_km, trip.duration_minutes = made.km, made.minutes
        trip.estimate_method, trip.estimate_version = made.method, made.version
    words = (
        str(trip.number),
        trip.client_name,
        trip.from_city,
        trip.to_city,
        trip.vehicle_title,
        trip.plate_display,
    )
    trip.search = " ".join(name_key(word) for word in words if word)


def _require(trip: Trip, certifications: Iterable[Certification]) -> None:
    wanted = {certification.pk for certification in certifications}
    known = set(trip.requirements.values_list("certification_id", flat=True))
    trip.requirements.filter(certification_id__in=known - wanted).delete()
    TripCertification.objects.bulk_create(
        [TripCertification(trip=trip, certification_id=pk) for pk in sorted(wanted - known)]
    )
