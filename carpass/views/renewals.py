"""Renewing: the mark beside a vehicle, one vehicle by a click, many by a job."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from carpass.domain.expiry import expiring_vehicles
from carpass.domain.renewals import (
    MileageNeeded,
    NothingToRenew,
    ReadingRefused,
    needing_mileage,
    newest_renewals,
    renew,
    renew_many,
    retry_failed,
)
from carpass.forms import MileageForm, MileageTable
from carpass.models import Renewal
from carpass.roles import DOCUMENT_ROLES
from carpass.rows import marks_context, marks_of, renewal_row
from garageflow.errors import DomainError, errors_shown_on, errors_told_to
from garageflow.jobs.models import BatchJob
from garageflow.jobs.rows import job_row, seconds_until_next_look
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import STAFF, requires
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.keyset import keyset_page
from garageflow.vehicles.models import Vehicle

_MOST_AT_ONCE = 500


@require_safe
@requires(*STAFF)
def mark(request: MemberRequest, number: int) -> HttpResponse:
    """The badge with its menu: fetched again while a renewal goes on, and by pages that show it as a part."""
    vehicle = get_object_or_404(Vehicle, number=number)
    if not request.htmx:
        return redirect("carpass:vehicle", number)
    return mark_answer(request, vehicle)


@require_safe
@requires(*DOCUMENT_ROLES)
def expiring_list(request: MemberRequest) -> HttpResponse:
    """What the weekly e-mail tells, as it stands now."""
    about = marks_context(request.garage)
    page = keyset_page(
        expiring_vehicles(about["today"], warning_days=about["warning_days"]),
        request.GET,
        order=("car_pass_valid_until", "pk"),
    )
    marks = marks_of(page.rows, **about, renewals=newest_renewals(page.rows))
    rows = [(vehicle, marks[vehicle.pk]) for vehicle in page.rows]
    return render(request, "carpass/expiring.html", {"page": page, "rows": rows, **about})


@require_POST
@requires(*DOCUMENT_ROLES)
def renewal_new(request: MemberRequest, number: int) -> HttpResponse:
    """One click. Where the last reading is too old, its answer asks for the odometer."""
    vehicle = get_object_or_404(Vehicle, number=number)
    form = MileageForm(request.POST, prefix=MileageForm.prefix_of(number))
    if form.is_valid():
        with errors_shown_on(form):
            try:
                renew(vehicle, km=form.cleaned_data["km"], by=request.actor)
            except MileageNeeded as needed:
                form.fields["km"].required = True
                raise DomainError(needed.message, field="km") from needed
            nudge_on_commit()

    if form.errors and request.htmx:
        return mark_answer(request, vehicle, form=form, status=422)
    if form.errors:
        for error in form.errors.values():
            messages.warning(request, str(error[0]))
        return redirect("carpass:vehicle", number)
    return mark_answer(request, vehicle) if request.htmx else redirect("carpass:vehicle", number)


@require_POST
@requires(*DOCUMENT_ROLES)
def renewals_new(request: MemberRequest) -> HttpResponse:
    """Many at once, by their numbers. Those whose reading is too old are asked for in one table first."""
    vehicles = list(Vehicle.objects.filter(number__in=_numbers(request)).order_by("number"))
    table = MileageTable(request.POST, needing_mileage(vehicles))
    if table.lines and "asked" not in request.POST:
        return _mileage_page(request, vehicles, table)
    if table.is_valid():
        try:
            job = renew_many(vehicles, kms=table.kms, by=request.actor)
        except ReadingRefused as refusal:
            table.add_error(refusal.vehicle, str(refusal))
        except NothingToRenew as nothing:
            messages.warning(request, str(nothing))
            return redirect(_back_of(request))
        else:
            nudge_on_commit()
            return redirect("carpass:renewal-job", job.pk)
    return _mileage_page(request, vehicles, table, status=422)


@require_safe
@requires(*DOCUMENT_ROLES)
def renewal_job(request: MemberRequest, job_id: int) -> HttpResponse:
    """How far it is, and what became of each vehicle."""
    job = _job(job_id)
    renewals = Renewal.objects.filter(job=job).select_related("vehicle", "document").order_by("pk")
    context = {
        "job": job,
        "row": job_row(job),
        "rows": [renewal_row(renewal) for renewal in renewals],
        "seconds": seconds_until_next_look([job]),
    }
    return render(request, "carpass/renewal_job.html" + ("#job" if request.htmx else ""), context)


@require_POST
@requires(*DOCUMENT_ROLES)
def renewal_retry(request: MemberRequest, job_id: int) -> HttpResponse:
    job = _job(job_id)
    with errors_told_to(request):
        job = retry_failed(job, by=request.actor)
        nudge_on_commit()
    return redirect("carpass:renewal-job", job.pk)


def mark_answer(
    request: MemberRequest, vehicle: Vehicle, *, form: MileageForm | None = None, status: int = 200
) -> HttpResponse:
    vehicle = Vehicle.objects.get(pk=vehicle.pk)
    marks = marks_of([vehicle], **marks_context(), renewals=newest_renewals([vehicle]), form=form)
    return render(request, "carpass/_mark.html", {"mark": marks[vehicle.pk]}, status=status)


def _mileage_page(
    request: MemberRequest, vehicles: list[Vehicle], table: MileageTable, status: int = 200
) -> HttpResponse:
    context = {"vehicles": vehicles, "table": table, "back": _back_of(request)}
    return render(request, "carpass/renewal_mileage.html", context, status=status)


def _job(job_id: int) -> BatchJob:
    """Of all batch jobs those that renew."""
    renews = Exists(Renewal.objects.filter(job=OuterRef("pk")))
    return get_object_or_404(BatchJob.objects.select_related("requested_by").filter(renews), pk=job_id)


def _numbers(request: MemberRequest) -> set[int]:
    texts = request.POST.getlist("numbers")[:_MOST_AT_ONCE]
    return {int(text) for text in texts if text.isdecimal() and len(text) < 19}


def _back_of(request: MemberRequest) -> str:
    """The list from which they were chosen, with its filters."""
    address = request.POST.get("next", "")
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else reverse("pages:home")
