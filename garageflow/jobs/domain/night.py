"""What the steps of a night did, kept for the owner's page of that night."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection

from garageflow.jobs.models import NightStep
from garageflow.tenancy.active import active_garage_id
from garageflow.tenancy.models import Garage

KEPT = timedelta(days=60)


def note_step(night: date, step: str, count: int, *, is_retry: bool) -> None:
    """Behind the step, in its transaction. A row for each garage, step and night would be millions that say
    nothing, so there is none for a step that found nothing to do."""
    if count or is_retry:
        _note(night, step, count, has_failed=False)


def note_failure(night: date, step: str) -> None:
    _note(night, step, 0, has_failed=True)


def forget_nights(garage: Garage, night: date) -> None:
    """Nightly step."""
    NightStep.objects.filter(night__lt=night - KEPT).delete()


def _note(night: date, step: str, count: int, *, has_failed: bool) -> None:
    """A night that is tried again adds to what its first try did."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO jobs_nightstep AS known (garage_id, night, step, count, has_failed)
            VALUES (%s, %s, %s, %s, %s)
            ON CONFLICT (garage_id, night, step) DO UPDATE
            SET count = known.count + excluded.count, has_failed = excluded.has_failed
            """,
            [active_garage_id(), night, step, count, has_failed],
        )
