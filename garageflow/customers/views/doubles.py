"""Customers who may be there twice: the list of them, and the answer that they are two."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from garageflow.customers.domain.doubles import keep_apart
from garageflow.customers.double_job import FIND_DOUBLES
from garageflow.customers.models import Double, DoubleQuerySet
from garageflow.customers.roles import EDIT_ROLES
from garageflow.customers.rows import double_rows
from garageflow.jobs.domain.batch import plan_job
from garageflow.jobs.models import BatchJob
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.keyset import keyset_page
from garageflow.ui.navigation import count_with_sidebar


def open_doubles(request: MemberRequest) -> DoubleQuerySet:
    """A counter."""
    return Double.objects.open()


@require_safe
@requires(*EDIT_ROLES)
def double_list(request: MemberRequest) -> HttpResponse:
    doubles = Double.objects.open().select_related("first", "second")
    page = keyset_page(doubles, request.GET, order=("-score", "-pk"))
    context = {
        "count": count_with_sidebar(request, open_doubles),
        "page": page,
        "rows": double_rows(page.rows),
    }
    return render(request, "customers/double_list.html", context)


@require_POST
@requires(*EDIT_ROLES)
def doubles_find(request: MemberRequest) -> HttpResponse:
    under_way = BatchJob.objects.filter(
        kind=FIND_DOUBLES, state__in=(BatchJob.State.NOT_STARTED, BatchJob.State.RUNNING)
    ).first()
    job = under_way or plan_job(FIND_DOUBLES, name=_("Search for doubles"), total=1, by=request.actor)
    nudge_on_commit()
    return redirect("jobs:detail", job.pk)


@require_POST
@requires(*EDIT_ROLES)
def double_apart(request: MemberRequest, double_id: int) -> HttpResponse:
    keep_apart(get_object_or_404(Double, pk=double_id), by=request.actor)
    messages.success(request, _("They stay two customers."))
    return redirect("customers:doubles")
