"""The night reminds owners: of the inspection 60, 30 and 7 days before and once after, of service in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from autopaspoort.domain.distance import first_of
from autopaspoort.domain.messages import tell_owner
from autopaspoort.domain.outlook import inspection_of, readings_of
from autopaspoort.models import ExpectedWork, Ownership, Reminder
from autopaspoort.notices import REMINDER
from garageflow.tenancy.models import Garage

Stage = Reminder.Stage
# Days before the last day of validity, the nearest first.
_STAGES = ((7, Stage.INSPECTION_7), (30, Stage.INSPECTION_30), (60, Stage.INSPECTION_60))
_LATER = {
    Stage.INSPECTION_60: (
        Stage.INSPECTION_60,
        Stage.INSPECTION_30,
        Stage.INSPECTION_7,
        Stage.INSPECTION_AFTER,
    ),
    Stage.INSPECTION_30: (Stage.INSPECTION_30, Stage.INSPECTION_7, Stage.INSPECTION_AFTER),
    Stage.INSPECTION_7: (Stage.INSPECTION_7, Stage.INSPECTION_AFTER),
    Stage.INSPECTION_AFTER: (Stage.INSPECTION_AFTER,),
}
# After that an owner knows, or does not want to.
_REMINDED_AFTER_DAYS = 30
_SERVICE_AHEAD = timedelta(days=30)
_SENT_AT = time(9)


def remind_owners(garage: Garage, night: date) -> None:
    """Nightly step. Twice, late or after a missed night each is written once: what is due now stands for a
    stage that was missed."""
    ownerships = list(
        Ownership.objects.current().select_related("passport__vehicle", "customer").order_by("pk")
    )
    sent_at = max(datetime.combine(night, _SENT_AT, garage.zone), timezone.now())
    for reminder in [*_inspections(ownerships, night), *_services(ownerships, night)]:
        reminder.save()
        tell_owner(REMINDER, reminder.pk, key=str(reminder.pk), due_at=sent_at)


def stage_of(due_on: date, today: date) -> Stage | None:
    days = (due_on - today).days
    if days < 0:
        return Stage.INSPECTION_AFTER if days >= -_REMINDED_AFTER_DAYS else None
    return next((stage for before, stage in _STAGES if days <= before), None)


def _inspections(ownerships: list[Ownership], today: date) -> Iterator[Reminder]:
    told = set(
        Reminder.objects.filter(work=None).values_list("passport_id", "customer_id", "due_on", "stage")
    )
    for ownership in ownerships:
        due_on = inspection_of(ownership.passport.vehicle, today=today).on
        stage = stage_of(due_on, today) if due_on else None
        if due_on is None or stage is None:
            continue
        whom = (ownership.passport_id, ownership.customer_id, due_on)
        if not any((*whom, later) in told for later in _LATER[stage]):
            yield Reminder(
                passport_id=ownership.passport_id,
                customer_id=ownership.customer_id,
                stage=stage,
                due_on=due_on,
            )


def _services(ownerships: list[Ownership], today: date) -> Iterator[Reminder]:
    of_vehicle = {ownership.passport.vehicle_id: ownership for ownership in ownerships}
    open_work = list(ExpectedWork.objects.filter(state=ExpectedWork.State.OPEN, vehicle__in=of_vehicle))
    readings = readings_of([work.vehicle_id for work in open_work])
    told = set(Reminder.objects.exclude(work=None).values_list("work_id", "customer_id"))
    for work in open_work:
        due_on = first_of(work.due_on, work.due_km, readings[work.vehicle_id])
        ownership = of_vehicle[work.vehicle_id]
        if due_on is None or due_on > today + _SERVICE_AHEAD or (work.pk, ownership.customer_id) in told:
            continue
        yield Reminder(
            passport_id=ownership.passport_id,
            customer_id=ownership.customer_id,
            stage=Stage.SERVICE,
            due_on=due_on,
            work=work,
        )
