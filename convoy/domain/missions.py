"""A mission's course: from assigned to closed, and the ways out of it."""

from __future__ import annotations

from django.core.files.base import File
from django.db import transaction
from django.db.models import Avg, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from convoy.domain.billing import bill_mission
from convoy.models import Mission, Quote, Trip
from garageflow.audit.domain import record
from garageflow.documents.domain.documents import store_document
from garageflow.documents.models import Document
from garageflow.errors import DomainError
from garageflow.tenancy.actor import Actor

State = Mission.State

_BROKEN_FROM = (State.DEPARTURE_SIGNED, State.IN_TRANSIT, State.AT_DROPOFF)
# What the driver's buttons do. Signing, certifying and the ways out have functions of their own.
STEPS: dict[str, tuple[tuple[str, ...], str]] = {
    "arrive": ((State.ASSIGNED,), State.AT_PICKUP),
    "leave": ((State.DEPARTURE_SIGNED,), State.IN_TRANSIT),
    "reach": ((State.DEPARTURE_SIGNED, State.IN_TRANSIT), State.AT_DROPOFF),
}


class MissionElsewhere(DomainError):
    """The step does not fit the state in which the mission is."""


@transaction.atomic
def take_step(mission: Mission, step: str, *, by: Actor) -> Mission:
    """Raises MissionElsewhere."""
    allowed, target = STEPS[step]
    mission = _locked(mission, allowed)
    mission.state = target
    mission.save(update_fields=["state"])
    record("convoy.mission_step", mission, by=by, state=target)
    return mission


@transaction.atomic
def certify_mission(mission: Mission, *, note: str, by: Actor) -> Mission:
    """After delivery by a tick; on the web, with words, when the inspections could not be sent.

    Raises MissionElsewhere.
    """
    web = (State.DEPARTURE_SIGNED, State.IN_TRANSIT, State.AT_DROPOFF) if note else ()
    mission = _locked(mission, (State.DELIVERED, *web))
    mission.is_web_certified = mission.state != State.DELIVERED
    now = timezone.now()
    mission.state, mission.certified_at, mission.certification_note = State.CERTIFIED, now, note
    mission.delivered_at = mission.delivered_at or now
    mission.save()
    _move_trip(mission, Trip.State.COMPLETED)
    bill_mission(mission)
    record("convoy.mission_certified", mission, by=by, web=mission.is_web_certified)
    return mission


@transaction.atomic
def close_mission(mission: Mission, *, rating: int | None, by: Actor) -> Mission:
    """The dispatcher is content. Raises MissionElsewhere."""
    mission = _locked(mission, (State.CERTIFIED,))
    mission.rating = rating
    _end(mission, State.CLOSED, "")
    _move_trip(mission, Trip.State.CLOSED)
    record("convoy.mission_closed", mission, by=by, rating=rating)
    return mission


@transaction.atomic
def report_empty_run(mission: Mission, *, note: str, lump_sum_amount: int, by: Actor) -> Mission:
    """The vehicle was not there: the way is paid with a lump sum and the trip is open again.

    Raises MissionElsewhere.
    """
    mission = _locked(mission, (State.AT_PICKUP,))
    mission.lump_sum_amount = lump_sum_amount
    _end(mission, State.EMPTY_RUN, note)
    bill_mission(mission)
    _move_trip(mission, Trip.State.OPEN)
    _release(mission, Quote.State.EXPIRED)
    record("convoy.mission_empty_run", mission, by=by, lump_sum=lump_sum_amount)
    return mission


@transaction.atomic
def report_breakdown(mission: Mission, *, note: str, by: Actor) -> Mission:
    """Raises MissionElsewhere."""
    mission = _locked(mission, _BROKEN_FROM)
    mission.resumes_as, mission.state, mission.ending_note = mission.state, State.BREAKDOWN, note
    mission.save(update_fields=["resumes_as", "state", "ending_note"])
    record("convoy.mission_breakdown", mission, by=by, note=note)
    return mission


@transaction.atomic
def resume_mission(mission: Mission, *, by: Actor) -> Mission:
    """After a breakdown it goes on where it was. Raises MissionElsewhere."""
    mission = _locked(mission, (State.BREAKDOWN,))
    mission.state, mission.resumes_as = mission.resumes_as, ""
    mission.save(update_fields=["state", "resumes_as"])
    record("convoy.mission_resumed", mission, by=by)
    return mission


@transaction.atomic
def abort_mission(mission: Mission, *, note: str, by: Actor) -> Mission:
    """The vehicle stays where it broke down. Raises MissionElsewhere."""
    mission = _locked(mission, (State.BREAKDOWN,))
    mission.resumes_as = ""
    _end(mission, State.ABORTED, note)
    _move_trip(mission, Trip.State.CLOSED)
    record("convoy.mission_aborted", mission, by=by, note=note)
    return mission


@transaction.atomic
def give_back(mission: Mission, *, note: str, by: Actor) -> Mission:
    """The driver cannot do it: the trip is open again. Raises MissionElsewhere."""
    mission = _locked(mission, (State.ASSIGNED,))
    _end(mission, State.CANCELLED_BY_DRIVER, note)
    _move_trip(mission, Trip.State.OPEN)
    _release(mission, Quote.State.WITHDRAWN)
    record("convoy.mission_given_back", mission, by=by, note=note)
    return mission


def attach_document(mission: Mission, *, upload: File[bytes], by: Actor) -> Document:
    """Before and after: delivery notes, tickets, photos. Raises FileRefused."""
    return store_document(upload, kind="convoy.mission", subject=mission, by=by)


def average_rating(driver: str) -> Subquery:
    """Of the driver that this column names, to annotate with; null without any."""
    rated = Mission.objects.filter(driver=OuterRef(driver), rating__isnull=False).order_by()
    return Subquery(rated.values("driver").annotate(average=Avg("rating")).values("average"))


def locked_mission(mission: Mission) -> Mission:
    """Trip before mission, as everywhere: nothing waits for each other crosswise."""
    Trip.objects.select_for_update().get(pk=mission.trip_id)
    return Mission.objects.select_for_update().get(pk=mission.pk)


def _locked(mission: Mission, allowed: tuple[str, ...]) -> Mission:
    mission = locked_mission(mission)
    if mission.state not in allowed:
        words = _("This is not possible now: the mission is “%(state)s”.")
        raise MissionElsewhere(words % {"state": State(mission.state).label})
    return mission


def _end(mission: Mission, state: str, note: str) -> None:
    mission.state, mission.ended_at = state, timezone.now()
    mission.ending_note = note or mission.ending_note
    mission.save()
    if state != State.CLOSED:
        mission.w_plate_days.all().delete()


def _release(mission: Mission, state: str) -> None:
    """The trip is open again: another quote may be accepted, also one of the same driver."""
    Quote.objects.filter(pk=mission.quote_id).update(state=state)


def _move_trip(mission: Mission, state: str) -> None:
    mission.trip.state = state
    mission.trip.save(update_fields=["state"])
