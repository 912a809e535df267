"""The clock of the nightly run. Any number of beats may tick, at any time, as often as they like."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils import timezone

from garageflow.jobs.domain.heartbeat import beat
from garageflow.jobs.domain.night import note_failure, note_step
from garageflow.jobs.domain.work import Claim, LeaseLost
from garageflow.jobs.models import DueWork, Heartbeat
from garageflow.jobs.registry import nightly_steps
from garageflow.tenancy.models import Garage

logger = logging.getLogger(__name__)

NIGHTLY = "nightly"
NIGHT_STARTS_AT = "01:00"
KEEP_FINISHED = timedelta(days=60)


def tick() -> tuple[int, int]:
    """What beat does every minute. Returns how many nights were inserted and how many old rows removed."""
    beat(Heartbeat.Name.TICK)
    return insert_due_nights(), remove_old_work()


def insert_due_nights(now: datetime | None = None) -> int:
    """Insert tonight's run of every garage whose own clock has passed 01:00. Returns how many were new.

    The key is the local date, so a garage has one run per local date, whatever the clock does: 01:00 exists
    once on every day in our time zones (docs/measured.md, section 3). A missed run is inserted late, once.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO jobs_duework (garage_id, kind, key, due_at, attempt, failures, last_error, created_at)
            SELECT id, %(kind)s, local.night::date::text, %(now)s, 0, 0, '', %(now)s
            FROM tenancy_garage, LATERAL (
                SELECT (%(now)s::timestamptz AT TIME ZONE time_zone) - %(starts)s::interval AS night
            ) local
            WHERE is_active
            ON CONFLICT (garage_id, kind, key) DO NOTHING
            """,
            {"kind": NIGHTLY, "now": now or timezone.now(), "starts": NIGHT_STARTS_AT},
        )
        return int(cursor.rowcount)


def next_night(garage_now: datetime) -> datetime:
    """The next 01:00 on the garage's clock. `garage_now` is aware, in the garage's zone."""
    tonight = garage_now.replace(hour=1, minute=0, second=0, microsecond=0, fold=0)
    if garage_now < tonight:
        return tonight
    tomorrow = garage_now.date() + timedelta(days=1)
    return tonight.replace(year=tomorrow.year, month=tomorrow.month, day=tomorrow.day)


def run_night(claim: Claim) -> None:
    """Handler of `nightly`: every app's step in an activation of its own.

    A step that fails keeps none of the others from running; it is tried again with the whole night.
    """
    night = date.fromisoformat(claim.key)
    failure: Exception | None = None
    for step in nightly_steps():
        try:
            with claim.fenced() as garage:
                count = step.run(garage, night)
                note_step(night, step.name, count or 0, is_retry=claim.failures > 0)
        except LeaseLost:
            raise
        except Exception as error:
            logger.exception("step %s of the night %s failed in garage %s", step.name, night, claim.garage.pk)
            failure = failure or error
            with claim.fenced():
                note_failure(night, step.name)
    if failure is not None:
        raise failure


def last_night_of(garage: Garage, today: date) -> DueWork | None:
    """The night that began on this local date, None as long as it has not been inserted."""
    return DueWork.objects.filter(garage=garage, kind=NIGHTLY, key=today.isoformat()).first()


def remove_old_work(now: datetime | None = None) -> int:
    """Forget finished work. Nights are kept long enough that none can be inserted again."""
    deleted, _per_model = DueWork.objects.filter(
        finished_at__lt=(now or timezone.now()) - KEEP_FINISHED
    ).delete()
    return deleted
