"""What is changed on the customer profile page."""

from __future__ import annotations

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import retarget

from autopaspoort.domain.profiles import change_owner, change_passport_vehicle
from autopaspoort.forms import OwnerForm
from autopaspoort.models import Passport
from autopaspoort.roles import PASSPORT_ROLES
from autopaspoort.views.profile import passport_or_404, profile_page
from garageflow.errors import errors_shown_on
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.vehicles.domain.facts import set_inspection_date
from garageflow.vehicles.domain.odometer import record_reading
from garageflow.vehicles.forms import InspectionForm, OdometerReadingForm, VehicleForm


@require_POST
@requires(*PASSPORT_ROLES)
def odometer_record(request: MemberRequest, number: int) -> HttpResponse:
    passport = passport_or_404(number)
    form = OdometerReadingForm(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            record_reading(passport.vehicle, **form.cleaned_data, by=request.actor)
        if form.has_error("km"):
            form.offer_confirmation()

    if form.errors:
        return profile_page(request, passport, odometer=form, status=422)
    return _saved(request, number, _("The reading is recorded."))


@require_POST
@requires(*PASSPORT_ROLES)
def inspection_set(request: MemberRequest, number: int) -> HttpResponse:
    passport = passport_or_404(number)
    form = InspectionForm(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            set_inspection_date(passport.vehicle, **form.cleaned_data, by=request.actor)

    if form.errors:
        return profile_page(request, passport, inspection=form, status=422)
    return _saved(request, number, _("The APK date is saved."))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*PASSPORT_ROLES)
def vehicle_edit(request: MemberRequest, number: int) -> HttpResponse:
    passport = passport_or_404(number)
    if request.method != "POST":
        return _edit_page(request, passport, "vehicle", VehicleForm.of(passport.vehicle))
    form = VehicleForm(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            change_passport_vehicle(passport, **form.cleaned_data, by=request.actor)

    if form.errors:
        return _edit_page(request, passport, "vehicle", form, status=422)
    return _saved(request, number, _("The vehicle is saved."))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*PASSPORT_ROLES)
def owner_edit(request: MemberRequest, number: int) -> HttpResponse:
    passport = passport_or_404(number)
    if request.method != "POST":
        return _edit_page(request, passport, "owner", OwnerForm.of(passport))
    form = OwnerForm(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            change_owner(passport, **form.cleaned_data, by=request.actor)

    if form.errors:
        return _edit_page(request, passport, "owner", form, status=422)
    return _saved(request, number, _("The owner is saved."))


def _edit_page(
    request: MemberRequest, passport: Passport, what: str, form: Form, status: int = 200
) -> HttpResponse:
    """A page with the form; for htmx the form in the place of the card."""
    context = {"passport": passport, "vehicle": passport.vehicle, "what": what, "form": form}
    part = "#card" if request.htmx else ""
    return render(request, f"autopaspoort/{what}_edit.html{part}", context, status=status)


def _saved(request: MemberRequest, number: int, words: str) -> HttpResponse:
    """What was changed in one card can show in others (history, messages, the question on leaving)."""
    messages.success(request, words)
    if request.htmx:
        return retarget(profile_page(request, passport_or_404(number)), "#profile")
    return redirect("autopaspoort:profile", number)
