from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from garageflow.audit.history import history_of
from garageflow.errors import errors_told_to
from garageflow.jobs.domain.batch import cancel_job, retry_job, run_job_now
from garageflow.jobs.filters import JobFilter
from garageflow.jobs.models import BatchJob, BatchJobQuerySet
from garageflow.jobs.registry import kind_of, kinds_for
from garageflow.jobs.rows import can_run_now, job_row, seconds_until_next_look
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import STAFF, requires
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.filters import filter_bar
from garageflow.ui.keyset import keyset_page


@require_safe
@requires(*STAFF)
def job_list(request: MemberRequest) -> HttpResponse:
    jobs = JobFilter(request.GET, _visible(request), roles=request.membership.roles)
    page = keyset_page(jobs.qs.select_related("requested_by"), request.GET, order=("-created_at", "-pk"))
    context = {
        "filters": filter_bar(jobs.form, request.GET, reverse("jobs:list")),
        "page": page,
        "rows": [job_row(job) for job in page.rows],
        "seconds": seconds_until_next_look(page.rows),
    }
    return render(request, "jobs/job_list.html" + ("#jobs" if request.htmx else ""), context)


@require_safe
@requires(*STAFF)
def job_detail(request: MemberRequest, job_id: int) -> HttpResponse:
    job = get_object_or_404(_visible(request), pk=job_id)
    details_url = kind_of(job.kind).details_url
    if details_url is not None:
        return redirect(details_url(job))
    return _job_page(request, job)


@require_POST
@requires(*STAFF)
def job_cancel(request: MemberRequest, job_id: int) -> HttpResponse:
    return _steer(request, job_id, cancel_job, _("The job is cancelled."))


@require_POST
@requires(*STAFF)
def job_retry(request: MemberRequest, job_id: int) -> HttpResponse:
    return _steer(request, job_id, retry_job, _("The job goes on where it stopped."))


@require_POST
@requires(*STAFF)
def job_run(request: MemberRequest, job_id: int) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    return _steer(request, job_id, run_job_now, _("The job starts now."))


def _visible(request: MemberRequest) -> BatchJobQuerySet:
    return BatchJob.objects.filter(kind__in=kinds_for(request.membership.roles))


def _steer(request: MemberRequest, job_id: int, change: Callable[..., None], words: str) -> HttpResponse:
    job = get_object_or_404(_visible(request), pk=job_id)
    with errors_told_to(request):
        change(job, by=request.actor)
        messages.success(request, words)
        nudge_on_commit()
    return redirect("jobs:detail", job.pk)


def _job_page(request: MemberRequest, job: BatchJob) -> HttpResponse:
    context: dict[str, Any] = {
        "job": job,
        "row": job_row(job),
        "seconds": seconds_until_next_look([job]),
        "can_run": can_run_now(job),
    }
    if not request.htmx:
        context["entries"] = history_of(job)
    return render(request, "jobs/job_detail.html" + ("#job" if request.htmx else ""), context)
