"""Asking for an appointment, choosing a moment, cancelling."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from autopaspoort.domain.appointments import (
    ask_appointment,
    calendar_file,
    cancel_appointment,
    confirm_proposal,
)
from autopaspoort.forms_portal import AskForm
from autopaspoort.models import Appointment, Ownership
from autopaspoort.notices import moment_in_words
from autopaspoort.portal_rows import appointment_row
from autopaspoort.views.portal.door import PortalRequest, in_own_garage, own_passport
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.jobs.tasks import nudge_on_commit


@require_http_methods(["GET", "HEAD", "POST"])
@in_own_garage
def appointment_new(request: PortalRequest, number: int) -> HttpResponse:
    passport = own_passport(request, number)
    form = AskForm(request.POST or None, initial={"reason": request.GET.get("reason", "")})
    if form.is_valid():
        with errors_shown_on(form):
            appointment = ask_appointment(passport, **form.cleaned_data, by=request.actor)
            messages.success(request, _("Your question is with the garage. It will propose a moment."))
            return redirect("portal:appointment", request.garage.slug, appointment.pk)
    context = {"form": form, "vehicle": passport.vehicle}
    return render(request, "portal/appointment_new.html", context, status=422 if form.errors else 200)


@require_safe
@in_own_garage
def appointment(request: PortalRequest, pk: int) -> HttpResponse:
    mine = own_appointment(request, pk)
    proposals = [(row.pk, moment_in_words(row.starts_at)) for row in mine.proposals.order_by("starts_at")]
    context = {
        "appointment": mine,
        "row": appointment_row(mine),
        "vehicle": mine.passport.vehicle,
        "proposals": proposals if mine.state == Appointment.State.PROPOSED else [],
    }
    return render(request, "portal/appointment.html", context)


@in_own_garage
@require_POST
def appointment_confirm(request: PortalRequest, pk: int) -> HttpResponse:
    mine = own_appointment(request, pk)
    chosen = request.POST.get("proposal", "")
    if not chosen.isdecimal() or len(chosen) > 18:
        raise Http404
    with errors_told_to(request):
        confirm_proposal(mine, proposal_id=int(chosen), by=request.actor)
        nudge_on_commit()
        messages.success(request, _("Your appointment is confirmed."))
    return redirect("portal:appointment", request.garage.slug, pk)


@in_own_garage
@require_POST
def appointment_cancel(request: PortalRequest, pk: int) -> HttpResponse:
    cancel_appointment(own_appointment(request, pk), by=request.actor, tells_owner=False)
    messages.success(request, _("The appointment is cancelled. The garage knows."))
    return redirect("portal:appointment", request.garage.slug, pk)


@require_safe
@in_own_garage
def appointment_calendar(request: PortalRequest, pk: int) -> HttpResponse:
    mine = own_appointment(request, pk)
    if mine.starts_at is None:
        raise Http404
    response = HttpResponse(calendar_file(mine), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response


def own_appointment(request: PortalRequest, pk: int) -> Appointment:
    """One of his own, for a car that is still his."""
    held = Ownership.objects.of(request.member).values("passport", "customer")
    found = Appointment.objects.filter(
        pk=pk, passport__in=held.values("passport"), customer__in=held.values("customer")
    )
    return get_object_or_404(found.select_related("passport__vehicle", "customer"))
