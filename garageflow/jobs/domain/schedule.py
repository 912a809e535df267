"""The clock of the nightly run. Any number of beats may tick, at any time, as often as they like."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from garageflow.jobs.domain.work import Claim
from garageflow.jobs.models import DueWork
from garageflow.jobs.registry import nightly_steps

NIGHTLY = "nightly"
NIGHT_STARTS_AT = "01:00"
KEEP_FINISHED = timedelta(days=60)


def insert_due_nights(now: datetime | None = None) -> int:
    """Insert tonight's run of every garage whose own clock has passed 01:00. Returns how many were new.

    The key is the local date, so a garage has one run per local date, whatever the clock does: 01:00 exists once
    on every day in our time zones (research/performance.md 5.3). A run that was missed is inserted late, once.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO jobs_duework (garage_id, kind, key, due_at, attempt, failures, last_error, created_at)
            SELECT id, %(kind)s, local.night::date::text, %(now)s, 0, 0, '', %(now)s
            FROM tenancy_garage,
                 LATERAL (SELECT (%(now)s::timestamptz AT TIME ZONE time_zone) - %(starts)s::interval AS night) local
            WHERE is_active
            ON CONFLICT (garage_id, kind, key) DO NOTHING
            """,
            {"kind": NIGHTLY, "now": now or timezone.now(), "starts": NIGHT_STARTS_AT},
        )
        return cursor.rowcount


def next_night(garage_now: datetime) -> datetime:
    """The next 01:00 on the garage's clock. `garage_now` is aware, in the garage's zone."""
    tonight = garage_now.replace(hour=1, minute=0, second=0, microsecond=0, fold=0)
    if garage_now < tonight:
        return tonight
    tomorrow = garage_now.date() + timedelta(days=1)
    return tonight.replace(year=tomorrow.year, month=tomorrow.month, day=tomorrow.day)


def run_night(claim: Claim) -> None:
    """Handler of `nightly`: every app's step in an activation of its own."""
    night = datetime.strptime(claim.key, "%Y-%m-%d").date()
    for _name, step in nightly_steps():
        with claim.fenced() as garage:
            step(garage, night)


def remove_old_work(now: datetime | None = None) -> int:
    """Forget finished work. Nights are kept long enough that none can be inserted again."""
    deleted, _per_model = DueWork.objects.filter(
        finished_at__lt=(now or timezone.now()) - KEEP_FINISHED
    ).delete()
    return deleted
