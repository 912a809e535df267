"""Expected maintenance, noted on the customer profile."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from autopaspoort.domain.outlook import outlook_of
from autopaspoort.domain.upkeep import expect_work, finish_work
from autopaspoort.forms_workshop import WorkForm
from autopaspoort.models import Appointment, AutocheckDraft, ExpectedWork, Passport
from autopaspoort.portal_rows import appointment_row, light_rows
from autopaspoort.roles import PASSPORT_ROLES
from autopaspoort.views.profile import passport_or_404
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.vehicles.models import Vehicle


@require_safe
@requires(*PASSPORT_ROLES)
def upkeep(request: MemberRequest, number: int) -> HttpResponse:
    """A card of the profile, fetched by it; a page of its own without script."""
    passport = passport_or_404(number)
    vehicle, today = passport.vehicle, request.garage.today()
    coming = Appointment.objects.coming().filter(passport=passport, customer=passport.customer_id)
    context = {
        "vehicle": vehicle,
        "is_archived": passport.state == Passport.State.ARCHIVED,
        "lights": light_rows(outlook_of(vehicle, today=today), today),
        "has_draft": AutocheckDraft.objects.filter(vehicle=vehicle).exists(),
        "appointments": [
            appointment_row(one, reverse("autopaspoort:appointment-detail", args=[one.pk]))
            for one in coming.order_by("-pk")[:5]
        ],
    }
    return render(request, "autopaspoort/upkeep.html" + ("#cards" if request.htmx else ""), context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*PASSPORT_ROLES)
def work_new(request: MemberRequest, number: int) -> HttpResponse:
    vehicle = get_object_or_404(Vehicle, number=number)
    form = WorkForm(request.POST or None)
    if form.is_valid():
        expect_work(vehicle, **form.cleaned_data, by=request.actor)
        messages.success(request, _("Noted. The owner sees it in the portal and is reminded in time."))
        return redirect("autopaspoort:profile", number)
    context = {"form": form, "vehicle": vehicle}
    return render(request, "autopaspoort/work_new.html", context, status=422 if form.errors else 200)


@require_POST
@requires(*PASSPORT_ROLES)
def work_finish(request: MemberRequest, number: int, pk: int) -> HttpResponse:
    work = get_object_or_404(ExpectedWork, pk=pk, vehicle__number=number)
    finish_work(work, is_done="done" in request.POST, by=request.actor)
    return redirect("autopaspoort:profile", number)
