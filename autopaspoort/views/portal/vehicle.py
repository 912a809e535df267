"""One car of the portal: what comes up, what was done, and the owner's decisions."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from autopaspoort.domain.autochecks import decide_advice
from autopaspoort.domain.outlook import outlook_of, readings_of
from autopaspoort.domain.ownerships import transfer_passport
from autopaspoort.forms_portal import TransferForm
from autopaspoort.history import history_of
from autopaspoort.models import Advice, AdviceDecision, Appointment, AutocheckItem, Ownership, Passport
from autopaspoort.portal_rows import appointment_row, headline, light_rows, odometer_chart, subline
from autopaspoort.views.portal.door import PortalRequest, in_own_garage, own_passport, seen_passport
from garageflow.documents.domain.documents import open_document
from garageflow.documents.downloads import document_response
from garageflow.documents.models import Document
from garageflow.documents.registry import subject_of
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.jobs.tasks import nudge_on_commit


@require_safe
@in_own_garage
def vehicle(request: PortalRequest, number: int) -> HttpResponse:
    passport, is_own = seen_passport(request, number)
    return render(request, "portal/vehicle.html", _context(request, passport, is_own))


@in_own_garage
@require_POST
def advice_decide(request: PortalRequest, number: int, pk: int) -> HttpResponse:
    passport, _is_own = seen_passport(request, number)
    advice = get_object_or_404(
        Advice.objects.select_related("autocheck__vehicle"), pk=pk, autocheck__vehicle=passport.vehicle_id
    )
    choice = request.POST.get("decision")
    decision = AdviceDecision.Decision.APPROVED if choice == "approved" else AdviceDecision.Decision.DECLINED
    with errors_told_to(request):
        decide_advice(advice, decision=decision, member=request.member, by=request.actor)
        messages.success(request, _("The garage knows."))
    return redirect("portal:vehicle", request.garage.slug, number)


@require_safe
@in_own_garage
@cache_control(private=True, no_store=True)
def photo(request: PortalRequest, number: int, pk: int) -> FileResponse:
    """A mechanic's photo, drawn anew when it was kept: nothing but the picture is in it."""
    passport, _is_own = seen_passport(request, number)
    points = AutocheckItem.objects.filter(autocheck__vehicle=passport.vehicle_id, autocheck__replaced_by=None)
    picture = get_object_or_404(Document.objects.filter(pk__in=points.values("photo")), pk=pk)
    return FileResponse(open_document(picture), content_type=picture.content_type)


@require_safe
@in_own_garage
@cache_control(private=True, no_store=True)
def document(request: PortalRequest, number: int, pk: int) -> FileResponse:
    """His own papers: always to be saved, never shown on our address."""
    passport = own_passport(request, number)
    paper = get_object_or_404(Document, pk=pk, subject=subject_of(ownership_of(request, passport)))
    return document_response(paper)


@require_http_methods(["GET", "HEAD", "POST"])
@in_own_garage
def transfer(request: PortalRequest, number: int) -> HttpResponse:
    """The car is sold."""
    passport = own_passport(request, number)
    form = TransferForm(request.POST or None)
    if form.is_valid():
        with errors_shown_on(form):
            transfer_passport(passport, **form.buyer(passport.customer.language), by=request.actor)
            nudge_on_commit()
            messages.success(request, _("Your car has gone to its new owner. Good luck without it!"))
            return redirect("portal:home")
    status = 422 if form.errors else 200
    context = {"form": form, "passport": passport, "vehicle": passport.vehicle}
    return render(request, "portal/transfer.html", context, status=status)


def ownership_of(request: PortalRequest, passport: Passport) -> Ownership:
    return Ownership.objects.of(request.member).get(passport=passport)


def _context(request: PortalRequest, passport: Passport, is_own: bool) -> dict[str, object]:
    car, today = passport.vehicle, request.garage.today()
    outlook = outlook_of(car, today=today)
    readings = readings_of([car.pk])[car.pk]
    return {
        "passport": passport,
        "vehicle": car,
        "outlook": outlook,
        "headline": headline(car, outlook, today),
        "subline": subline(outlook),
        "lights": light_rows(outlook, today),
        "odometer": readings[-1] if readings else None,
        "chart": odometer_chart(readings),
        "history": history_of(car),
        "is_own": is_own,
        "fleet": passport.fleet,
        **(_his_own(request, passport) if is_own else {}),
    }


def _his_own(request: PortalRequest, passport: Passport) -> dict[str, object]:
    """What belongs to the owner or driver alone: whoever manages the fleet does not see it."""
    appointments = Appointment.objects.coming().filter(passport=passport, customer=passport.customer_id)
    papers = Document.objects.filter(subject=subject_of(ownership_of(request, passport)))
    return {
        "appointments": [appointment_row(appointment) for appointment in appointments.order_by("-pk")[:5]],
        "documents": papers.order_by("-pk"),
    }
