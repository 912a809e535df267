"""What the owner's page of a night says of the run itself, its batch jobs and what it removed."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from garageflow.jobs.attention import run_of
from garageflow.jobs.models import BatchJob, BatchJobQuerySet, DueWork, NightStep
from garageflow.jobs.registry import nightly_step
from garageflow.jobs.rows import job_row
from garageflow.tenancy.http import GarageRequest, MemberRequest
from garageflow.tenancy.models import Garage
from garageflow.ui.counters import count_of
from garageflow.ui.home import Attention
from garageflow.ui.nights import NightPart, night_of
from garageflow.ui.parts import Tile

State = BatchJob.State
_SHOWN = 12


def done_jobs(request: GarageRequest) -> BatchJobQuerySet:
    return _ended(request).filter(state=State.COMPLETED)


def jobs_with_errors(request: GarageRequest) -> BatchJobQuerySet:
    return _ended(request).filter(state=State.COMPLETED_WITH_ERRORS)


def failed_jobs(request: GarageRequest) -> BatchJobQuerySet:
    return _ended(request).filter(state=State.FAILED)


def waiting_jobs(request: GarageRequest) -> BatchJobQuerySet:
    return BatchJob.objects.filter(state=State.NOT_STARTED)


COUNTERS = (done_jobs, jobs_with_errors, failed_jobs, waiting_jobs)
_TILES = (
    (done_jobs, gettext_lazy("batch jobs done"), State.COMPLETED, "ok"),
    (jobs_with_errors, gettext_lazy("done with errors"), State.COMPLETED_WITH_ERRORS, "soon"),
    (failed_jobs, gettext_lazy("failed"), State.FAILED, "now"),
    (waiting_jobs, gettext_lazy("wait for their moment"), State.NOT_STARTED, "busy"),
)


def run_part(request: MemberRequest) -> NightPart:
    """The run of 01:00, and the batch jobs that ended in the night."""
    night = night_of(request)
    tone, words = _how_it_went(request.garage, run_of(request, night.day), is_last=night.is_last)
    failed = [step for step in _steps(request) if step.has_failed]
    jobs = _ended(request).select_related("requested_by").newest_first()[:_SHOWN]
    url = reverse("jobs:list")
    return NightPart(
        title=_("The nightly run"),
        words=words,
        tone="now" if failed or count_of(request, failed_jobs) else tone,
        url=url,
        tiles=[
            Tile(str(label), number, f"{url}?state={state}", tone if number else "none")
            for counter, label, state, tone in _TILES
            for number in (count_of(request, counter),)
        ],
        lines=[*(_failed_line(step) for step in failed), *(_job_line(job) for job in jobs)],
    )


def retention_part(request: MemberRequest) -> NightPart:
    """What was removed because the time for which it may be kept is over."""
    removed = [
        (step.label, row.count)
        for row in _steps(request)
        if row.count and (step := nightly_step(row.step)) is not None and step.removes
    ]
    total = sum(count for _label, count in removed)
    words = ngettext(
        "%(count)s thing was removed, because the time for which it may be kept is over.",
        "%(count)s things were removed, because the time for which they may be kept is over.",
        total,
    ) % {"count": total}
    return NightPart(
        title=_("What was cleared away"),
        words=words if total else _("There was nothing to clear away."),
        lines=[Attention("none", f"{label}: {count}") for label, count in removed],
    )


def _how_it_went(garage: Garage, work: DueWork | None, *, is_last: bool) -> tuple[str, str]:
    if work is None:
        if is_last:
            return "busy", _("The nightly run is still to come.")
        return "none", _(
            "Nothing is known of this night: it is too long ago, or the garage was not here yet."
        )
    if work.finished_at is None and not work.failures:
        return "busy", _("The nightly run is under way.")
    if work.finished_at is None:
        return "now", _("The nightly run did not get through; GarageFlow tries it again by itself.")
    if work.last_error:
        return "now", _("The nightly run did not get through. The operators have been told.")
    moment = garage.local_time(work.finished_at)
    return "ok", _("The nightly run was done at %(time)s.") % {"time": f"{moment:%H:%M}"}


def _failed_line(row: NightStep) -> Attention:
    step = nightly_step(row.step)
    label = step.label if step is not None else ""
    return Attention("now", _("Not done, and tried again by itself: %(step)s") % {"step": label or row.step})


def _job_line(job: BatchJob) -> Attention:
    row = job_row(job)
    text = f"{row.name}: {row.state_words}"
    if row.total:
        text += " · " + _("%(done)s of %(total)s") % {"done": row.done, "total": row.total}
    if row.error:
        text += f" · {row.error}"
    return Attention(row.tone, text, row.url, job.finished_at)


def _ended(request: GarageRequest) -> BatchJobQuerySet:
    # By the moment at which it was asked for as well: that one has an index, and nothing waits for a month.
    night = night_of(request)
    return BatchJob.objects.filter(
        created_at__range=(night.since - timedelta(days=31), night.until), finished_at__range=night.period
    )


def _steps(request: MemberRequest) -> list[NightStep]:
    """Read once for both parts."""
    known = request.__dict__
    if "night_steps" not in known:
        known["night_steps"] = list(NightStep.objects.filter(night=night_of(request).day).order_by("step"))
    steps: list[NightStep] = known["night_steps"]
    return steps
