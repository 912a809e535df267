"""Batch jobs as the pages print them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from garageflow.jobs.models import BatchJob
from garageflow.jobs.registry import is_registered, kind_of

State = BatchJob.State

TONES = {
    State.NOT_STARTED: "none",
    State.RUNNING: "busy",
    State.COMPLETED: "ok",
    State.COMPLETED_WITH_ERRORS: "soon",
    State.FAILED: "now",
    State.CANCELLED: "none",
}
# Seconds between two looks at a job that runs, and at one that waits for its moment.
_WATCH, _WAIT = 2, 30


@dataclass(frozen=True, slots=True)
class JobRow:
    pk: int
    url: str
    name: str
    category: str
    state: str
    state_words: str
    tone: str
    error: str
    done: int
    total: int
    created_at: datetime
    waits_until: datetime | None
    requested_by: str
    is_running: bool


def job_row(job: BatchJob) -> JobRow:
    category = kind_of(job.kind).category if is_registered(job.kind) else ""
    return JobRow(
        pk=job.pk,
        url=reverse("jobs:detail", args=[job.pk]),
        name=job.name,
        category=str(category),
        state=job.state,
        state_words=str(State(job.state).label),
        tone=TONES[State(job.state)],
        error=error_words(job),
        done=job.done,
        total=job.total,
        created_at=job.created_at,
        waits_until=job.planned_for if job.state == State.NOT_STARTED else None,
        requested_by=job.requested_by.name if job.requested_by else "",
        is_running=job.state == State.RUNNING,
    )


def error_words(job: BatchJob) -> str:
    """The kind's own words for its errors; for a code it does not know, words that hold for all."""
    if not job.error:
        return ""
    known = kind_of(job.kind).errors if is_registered(job.kind) else {}
    return str(known.get(job.error) or _("Something went wrong on our side. Nothing is lost: try again."))


def can_run_now(job: BatchJob) -> bool:
    """Only in the demo: nobody waits until one in the morning to see what the night does."""
    return bool(settings.DEMO) and job.state == State.NOT_STARTED


def seconds_until_next_look(jobs: Iterable[BatchJob]) -> int | None:
    """How often a page that shows these jobs asks again; None when all have ended."""
    unfinished = [job for job in jobs if not job.is_finished]
    if not unfinished:
        return None
    soon = timezone.now() + timedelta(minutes=1)
    return _WATCH if any(job.planned_for is None or job.planned_for < soon for job in unfinished) else _WAIT
