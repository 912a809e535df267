"""Batch jobs: background work that a person started and watches."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext as _

from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.jobs.domain.work import enqueue, withdraw
from garageflow.jobs.models import BatchJob
from garageflow.tenancy.actor import Actor


class JobHasBegun(DomainError):
    pass


class JobIsNotFailed(DomainError):
    pass


def plan_job(kind: str, *, name: str, total: int, by: Actor, planned_for: datetime | None = None) -> BatchJob:
    """Make a job and the work that does it. Without a moment it is due at once."""
    job = BatchJob.objects.create(
        kind=kind, name=name, total=total, planned_for=planned_for, requested_by=by.member
    )
    enqueue(kind, job.pk, due_at=planned_for)
    record("jobs.job_planned", job, by=by, planned_for=str(planned_for or ""))
    return job


@transaction.atomic
def cancel_job(job: BatchJob, *, by: Actor) -> None:
    """Raises JobHasBegun when it is too late."""
    job = BatchJob.objects.select_for_update().get(pk=job.pk)
    if job.state != BatchJob.State.NOT_STARTED or not withdraw(job.kind, job.pk):
        raise JobHasBegun(_("This job has begun already and cannot be cancelled any more."))
    job.state = BatchJob.State.CANCELLED
    job.finished_at = timezone.now()
    job.save(update_fields=["state", "finished_at"])
    record("jobs.job_cancelled", job, by=by)


@transaction.atomic
def run_job_now(job: BatchJob, *, by: Actor) -> None:
    """Do not wait for the planned moment."""
    job = BatchJob.objects.select_for_update().get(pk=job.pk)
    if job.state != BatchJob.State.NOT_STARTED:
        raise JobHasBegun(_("This job has begun already."))
    # Who watches it sees that it starts now, and not tonight.
    job.planned_for = timezone.now()
    job.save(update_fields=["planned_for"])
    enqueue(job.kind, job.pk)
    record("jobs.job_brought_forward", job, by=by)


@transaction.atomic
def retry_job(job: BatchJob, *, by: Actor) -> None:
    """Go on where a failed job stopped. Raises JobIsNotFailed otherwise."""
    job = BatchJob.objects.select_for_update().get(pk=job.pk)
    if job.state != BatchJob.State.FAILED:
        raise JobIsNotFailed(_("Only a job that failed can be tried again."))
    job.state = BatchJob.State.NOT_STARTED
    job.error, job.finished_at = "", None
    job.save(update_fields=["state", "error", "finished_at"])
    enqueue(job.kind, job.pk)
    record("jobs.job_retried", job, by=by)


def start_job(job_id: int) -> BatchJob:
    """Called by a handler behind its fence: the job as it is, marked as running."""
    BatchJob.objects.filter(pk=job_id, state=BatchJob.State.NOT_STARTED).update(
        state=BatchJob.State.RUNNING, started_at=timezone.now()
    )
    return BatchJob.objects.get(pk=job_id)


def add_progress(job_id: int, count: int) -> None:
    BatchJob.objects.filter(pk=job_id).update(done=Least(F("done") + count, F("total")))


def finish_job(job_id: int, *, with_errors: bool = False) -> None:
    state = BatchJob.State.COMPLETED_WITH_ERRORS if with_errors else BatchJob.State.COMPLETED
    BatchJob.objects.filter(pk=job_id).update(state=state, finished_at=timezone.now(), done=F("total"))


def fail_job(job_id: int, error: str) -> None:
    BatchJob.objects.filter(pk=job_id).update(
        state=BatchJob.State.FAILED, finished_at=timezone.now(), error=error[:60]
    )
