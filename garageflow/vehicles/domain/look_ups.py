"""Asking the Dutch register about a plate: a page asks, a worker calls, the row holds the answer."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from garageflow.jobs.domain.work import Claim, enqueue
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage
from garageflow.vehicles.models import LookUp
from garageflow.vehicles.plates import NL, Plate
from garageflow.vehicles.rdw import RegisteredVehicle, VehicleRegisterError, vehicle_register

LOOK_UP = "vehicles.look_up"
State = LookUp.State
# RDW renews its open data once a day (opendata.rdw.nl, seen 2026-11-21).
_FRESH = timedelta(hours=24)
# A worker that does not answer within this time will not: people are told to fill in the form by hand.
_PATIENCE = timedelta(seconds=30)


@transaction.atomic
def ask_register(plate: Plate) -> LookUp:
    """The answer of the last 24 hours, or else a worker is asked; failures are asked again at once.

    Only for Dutch plates: ValueError. Nothing is recorded in the audit log, since nothing changes.
    """
    if plate.country != NL:
        raise ValueError(plate.country)
    now = timezone.now()
    known, is_new = LookUp.objects.select_for_update().get_or_create(plate=plate.normalised)
    if not is_new and (is_waiting(known) or _is_fresh(known)):
        return known
    known.state, known.facts, known.reason = State.ASKED, {}, ""
    known.asked_at, known.answered_at = now, None
    known.save()
    enqueue(LOOK_UP, known.pk)
    return known


def look_up_of(plate: Plate) -> LookUp | None:
    return LookUp.objects.filter(plate=plate.normalised).first()


def is_waiting(look_up: LookUp) -> bool:
    return look_up.state == State.ASKED and timezone.now() - look_up.asked_at < _PATIENCE


def vehicle_found(look_up: LookUp) -> RegisteredVehicle | None:
    return (
        RegisteredVehicle.of_json({**look_up.facts, "plate": look_up.plate})
        if look_up.state == State.FOUND
        else None
    )


def answer_look_up(claim: Claim) -> None:
    """Handler of `vehicles.look_up`; the key is the look-up's id. The register repeats its own questions, and
    a person who still wants to know asks again, so that a failure is not tried for hours."""
    with claim.fenced():
        look_up = LookUp.objects.filter(pk=int(claim.key)).first()
    if look_up is None:
        return
    found, reason = None, ""
    try:
        found = vehicle_register().vehicle(look_up.plate)
        state = State.FOUND if found else State.UNKNOWN
    except VehicleRegisterError as error:
        state, reason = State.FAILED, error.code
    with claim.fenced():
        _note(look_up.pk, state, reason, found)
        claim.finish()


def give_up_look_up(claim: Claim, error: Exception) -> None:
    with garage_active(claim.garage):
        _note(int(claim.key), State.FAILED, "UNEXPECTED", None)


def forget_look_ups(garage: Garage, today: date) -> None:
    """A step of the night: what was asked yesterday is asked anew, and a plate says who drives."""
    LookUp.objects.filter(asked_at__lt=timezone.now() - _FRESH).delete()


def _is_fresh(look_up: LookUp) -> bool:
    return look_up.state in (State.FOUND, State.UNKNOWN) and timezone.now() - look_up.asked_at < _FRESH


def _note(pk: int, state: LookUp.State, reason: str, found: RegisteredVehicle | None) -> None:
    LookUp.objects.filter(pk=pk).update(
        state=state, reason=reason, facts=found.as_json() if found else {}, answered_at=timezone.now()
    )
