"""Maintenance that a car will need, as the garage notes it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from autopaspoort.models import ExpectedWork
from garageflow.audit.domain import record
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.vehicles.models import Vehicle

State = ExpectedWork.State


@transaction.atomic
def expect_work(
    vehicle: Vehicle,
    *,
    kind: str,
    due_on: date | None,
    due_km: int | None,
    cost_cents: int | None,
    note: str,
    by: Actor,
) -> ExpectedWork:
    work = ExpectedWork.objects.create(
        vehicle=vehicle,
        kind=kind,
        due_on=due_on,
        due_km=due_km,
        cost_cents=cost_cents,
        note=note,
        created_by=by.member,
    )
    record("autopaspoort.work_expected", vehicle, by=by, work=kind)
    return work


@transaction.atomic
def finish_work(work: ExpectedWork, *, is_done: bool, by: Actor) -> ExpectedWork:
    """Done today, or not needed after all. Saying it twice is no mistake."""
    work = ExpectedWork.objects.select_for_update(of=("self",)).select_related("vehicle").get(pk=work.pk)
    if work.state != State.OPEN:
        return work
    work.state = State.DONE if is_done else State.DROPPED
    work.done_on = active_garage().today() if is_done else None
    work.save(update_fields=["state", "done_on"])
    event = "autopaspoort.work_done" if is_done else "autopaspoort.work_dropped"
    record(event, work.vehicle, by=by, work=work.kind)
    return work
