"""The customer profile page: what is known of a vehicle and its owner, and what can be done for them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from autopaspoort.domain.passports import allow_mails, archive_passport, offer_passport
from autopaspoort.domain.profiles import asks_to_send, events_of, mails_of, profile_of
from autopaspoort.models import Passport
from autopaspoort.pdf import PASSPORT_PDF
from autopaspoort.roles import PASSPORT_ROLES
from autopaspoort.rows import passport_row
from garageflow.audit.history import SHOWN, entry_rows
from garageflow.documents.domain.pdf import request_pdf
from garageflow.errors import errors_told_to
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.mail.rows import mail_rows
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.vehicles.forms import InspectionForm, OdometerReadingForm
from garageflow.vehicles.models import Vehicle

_READINGS = 10


@require_safe
@requires(*PASSPORT_ROLES)
def profile(request: MemberRequest, number: int) -> HttpResponse:
    passport = profile_of(number)
    if passport is None:
        # The search finds every vehicle; one that came another way can get its AutoPaspoort here.
        vehicle = get_object_or_404(Vehicle, number=number)
        return render(request, "autopaspoort/profile_missing.html", {"vehicle": vehicle})
    return profile_page(request, passport)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*PASSPORT_ROLES)
def leaving(request: MemberRequest, number: int) -> HttpResponse:
    """The question behind the back arrow: a page without script, a dialog of the profile with it."""
    passport = passport_or_404(number)
    if request.method == "POST" and "send" in request.POST:
        _offer(request, passport)
    elif request.method != "POST" and asks_to_send(passport):
        return render(request, "autopaspoort/leaving.html", {"passport": passport})
    return redirect("autopaspoort:passport-list")


@require_POST
@requires(*PASSPORT_ROLES)
def passport_offer(request: MemberRequest, number: int) -> HttpResponse:
    _offer(request, passport_or_404(number))
    return _back(request, number)


@require_POST
@requires(*PASSPORT_ROLES)
def passport_archive(request: MemberRequest, number: int) -> HttpResponse:
    passport = archive_passport(passport_or_404(number), by=request.actor)
    messages.success(request, _("The AutoPaspoort of %s is archived.") % passport.vehicle.plate_display)
    return redirect("autopaspoort:passport-list")


@require_POST
@requires(*PASSPORT_ROLES)
def mails_allow(request: MemberRequest, number: int) -> HttpResponse:
    passport = passport_or_404(number)
    allow_mails(passport, by=request.actor)
    messages.success(request, _("E-mails to %s are sent again.") % passport.customer.email)
    return redirect("autopaspoort:profile", number)


@require_POST
@requires(*PASSPORT_ROLES)
def passport_pdf(request: MemberRequest, number: int) -> HttpResponse:
    """Asks for it; the page of the order shows when it is there. In the owner's language: it is for him."""
    passport = passport_or_404(number)
    name = f"AutoPaspoort {passport.vehicle}"
    language = passport.customer.language
    order = request_pdf(PASSPORT_PDF, subject=passport, name=name, language=language, by=request.actor)
    nudge_on_commit()
    return redirect("documents:pdf-order", order.job_id)


def passport_or_404(number: int) -> Passport:
    passport = profile_of(number)
    if passport is None:
        raise Http404
    return passport


def profile_page(
    request: MemberRequest,
    passport: Passport,
    *,
    odometer: OdometerReadingForm | None = None,
    inspection: InspectionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = request.garage.today()
    vehicle = passport.vehicle
    is_archived = passport.state == Passport.State.ARCHIVED
    context: dict[str, Any] = {
        "passport": passport,
        "vehicle": vehicle,
        "customer": passport.customer,
        "row": passport_row(passport, today),
        "is_archived": is_archived,
        "asks_to_send": asks_to_send(passport),
        "readings": vehicle.odometer_readings.active().newest_first()[:_READINGS],
        "odometer": odometer or OdometerReadingForm(initial={"read_on": today}),
        "inspection": inspection or InspectionForm(initial={"inspection_due_on": vehicle.inspection_due_on}),
        "mails": mail_rows(mails_of(passport)),
        "entries": entry_rows(events_of(passport)[:SHOWN]),
    }
    part = "#profile" if request.htmx else ""
    return render(request, "autopaspoort/profile.html" + part, context, status=status)


def _offer(request: MemberRequest, passport: Passport) -> None:
    with errors_told_to(request):
        offer_passport(passport, by=request.actor)
        messages.success(request, _("The AutoPaspoort is on its way to %s.") % passport.customer.email)
        nudge_on_commit()


def _back(request: MemberRequest, number: int) -> HttpResponse:
    """To the list from which the button was pressed, with its filters, or to the profile."""
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return redirect(address)
    return redirect("autopaspoort:profile", number)
