"""Asking the Dutch register about a plate: a page asks, a worker calls, the row holds the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Answer:
    """What the register said: a vehicle, or the code of why it did not answer; neither if it knows none."""

    found: RegisteredVehicle | None
    reason: str


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
    answer = call_register(look_up.plate)
    with claim.fenced():
        LookUp.objects.filter(pk=look_up.pk).update(**_values(answer))
        claim.finish()


def give_up_look_up(claim: Claim, error: Exception) -> None:
    with garage_active(claim.garage):
        LookUp.objects.filter(pk=int(claim.key)).update(**_values(Answer(None, "UNEXPECTED")))


def call_register(plate: str) -> Answer:
    """Takes its time, and belongs into no transaction."""
    try:
        return Answer(vehicle_register().vehicle(plate), "")
    except VehicleRegisterError as error:
        return Answer(None, error.code)


def keep_answer(plate: str, answer: Answer) -> LookUp:
    """For a day, like one that a page asked for."""
    values = {**_values(answer), "asked_at": timezone.now()}
    look_up, _is_new = LookUp.objects.update_or_create(plate=plate, defaults=values)
    return look_up


def forget_look_ups(garage: Garage, today: date) -> int:
    """A step of the night: what was asked yesterday is asked anew, and a plate says who drives."""
    deleted, _per_model = LookUp.objects.filter(asked_at__lt=timezone.now() - _FRESH).delete()
    return deleted


def _is_fresh(look_up: LookUp) -> bool:
    return look_up.state in (State.FOUND, State.UNKNOWN) and timezone.now() - look_up.asked_at < _FRESH


def _values(answer: Answer) -> dict[str, Any]:
    state = State.FOUND if answer.found else State.FAILED if answer.reason else State.UNKNOWN
    facts = answer.found.as_json() if answer.found else {}
    return {"state": state, "reason": answer.reason, "facts": facts, "answered_at": timezone.now()}
