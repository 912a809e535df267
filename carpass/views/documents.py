"""The Car-Passes of one vehicle: made, entered by hand, opened, revoked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carpass.domain.documents import (
    add_certificate,
    add_history_link,
    newest_history_link,
    revoke_document,
    set_exclusion,
)
from carpass.domain.pdfs import fetch_pdf_later, is_pdf_awaited
from carpass.domain.renewals import newest_renewals, renew
from carpass.forms import DocumentForm, ExclusionForm, HistoryForm
from carpass.models import CarPassDocument, Renewal
from carpass.roles import DOCUMENT_ROLES
from carpass.rows import document_row, failure_of, marks_context, marks_of
from garageflow.audit.history import history_of
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import GarageRequest, MemberRequest
from garageflow.vehicles.models import Vehicle


@require_safe
@requires(*DOCUMENT_ROLES)
def vehicle_documents(request: MemberRequest, number: int) -> HttpResponse:
    return _page(request, _vehicle(number))


@require_POST
@requires(*DOCUMENT_ROLES)
def history_new(request: MemberRequest, number: int) -> HttpResponse:
    """Make a Car-Pass with a reading that somebody has just taken."""
    vehicle = _vehicle(number)
    form = HistoryForm(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            renewal = renew(vehicle, **form.cleaned_data, by=request.actor)
            nudge_on_commit()

    if form.errors:
        return _page(request, vehicle, history=form)
    return redirect("carpass:history", renewal.pk)


@require_safe
@requires(*DOCUMENT_ROLES)
def history(request: MemberRequest, renewal_id: int) -> HttpResponse:
    """What comes of it: the PDF for the buyer, and the public page that opens by itself."""
    renewals = Renewal.objects.select_related("vehicle", "document")
    renewal = get_object_or_404(renewals, pk=renewal_id)
    context = {
        "renewal": renewal,
        "vehicle": renewal.vehicle,
        "document": renewal.document,
        "failure": failure_of(renewal),
        "is_awaited": renewal.is_open or is_pdf_awaited(renewal),
    }
    return render(request, "carpass/history.html" + ("#answer" if request.htmx else ""), context)


@require_POST
@requires(*DOCUMENT_ROLES)
def document_new(request: MemberRequest, number: int) -> HttpResponse:
    vehicle = _vehicle(number)
    form = DocumentForm(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            _add(vehicle, by=request.actor, **form.cleaned_data)

    if form.errors:
        return _page(request, vehicle, document=form)
    messages.success(request, _("The Car-Pass is added."))
    return redirect("carpass:vehicle", number)


@require_POST
@requires(*DOCUMENT_ROLES)
def document_revoke(request: MemberRequest, document_id: int) -> HttpResponse:
    document = get_object_or_404(CarPassDocument.objects.select_related("vehicle"), pk=document_id)
    with errors_told_to(request):
        revoke_document(document, by=request.actor)
        messages.success(request, _("The Car-Pass is revoked."))
    return redirect("carpass:vehicle", document.vehicle.number)


@require_POST
@requires(*DOCUMENT_ROLES)
def exclusion_set(request: MemberRequest, number: int) -> HttpResponse:
    vehicle = _vehicle(number)
    form = ExclusionForm(request.POST)
    if not form.is_valid():
        return _page(request, vehicle, exclusion=form)
    set_exclusion(vehicle, exclusion=form.cleaned_data["exclusion"], by=request.actor)
    messages.success(request, _("Saved."))
    return redirect("carpass:vehicle", number)


@require_safe
@requires(*DOCUMENT_ROLES)
def public_open(request: MemberRequest, number: int) -> HttpResponse:
    """To the Car-Pass site, in its newest form: a list needs no look-up per row for this link."""
    document = newest_history_link(_vehicle(number))
    if document is None:
        raise Http404
    return redirect(document.public_url)


@require_safe
@requires(*DOCUMENT_ROLES)
def pdf_open(request: MemberRequest, number: int) -> HttpResponse:
    """The PDF that was kept; one that was not fetched yet is asked for."""
    document = newest_history_link(_vehicle(number))
    if document is None:
        raise Http404
    if document.pdf_id is not None:
        return redirect("documents:download", document.pdf_id)
    fetch_pdf_later(document)
    nudge_on_commit()
    messages.info(request, _("The PDF is being fetched from Car-Pass. Try again in a moment."))
    return redirect("carpass:vehicle", number)


def may_see_document(request: GarageRequest, document_id: int) -> bool:
    membership = request.membership
    if membership is None or not membership.has_any_role(DOCUMENT_ROLES):
        return False
    return CarPassDocument.objects.filter(pk=document_id).exists()


def _vehicle(number: int) -> Vehicle:
    return get_object_or_404(Vehicle, number=number)


def _add(vehicle: Vehicle, *, kind: str, link: str, **values: Any) -> None:
    if kind == CarPassDocument.Kind.CERTIFICATE:
        add_certificate(vehicle, number=link, **values)
    else:
        add_history_link(vehicle, link=link, **values)


def _page(
    request: MemberRequest,
    vehicle: Vehicle,
    *,
    history: HistoryForm | None = None,
    document: DocumentForm | None = None,
    exclusion: ExclusionForm | None = None,
) -> HttpResponse:
    about = marks_context()
    reading = vehicle.odometer_readings.active().newest_first().first()
    documents = CarPassDocument.objects.filter(vehicle=vehicle).newest_first()
    context = {
        "vehicle": vehicle,
        "mark": marks_of([vehicle], **about, renewals=newest_renewals([vehicle]))[vehicle.pk],
        "rows": [document_row(known, **about) for known in documents],
        "reading": reading,
        "history_form": history
        or HistoryForm(initial={"km": reading.km if reading else None, "vin": vehicle.vin}),
        "document_form": document
        or DocumentForm(
            initial={"kind": CarPassDocument.Kind.HISTORY_LINK, "issued_on": request.garage.today()}
        ),
        "exclusion_form": exclusion or ExclusionForm(initial={"exclusion": vehicle.car_pass_exclusion}),
        "entries": history_of(vehicle),
    }
    refused = any(form is not None for form in (history, document, exclusion))
    return render(request, "carpass/vehicle.html", context, status=422 if refused else 200)
