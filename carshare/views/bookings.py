"""The booking platform: what an active subscriber is there for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carshare.domain import bookings, trips
from carshare.domain.fleet import free_vehicles
from carshare.forms.booking import BookingForm, ChangeForm, CheckForm, ExtensionForm, SearchForm, next_quarter
from carshare.models import Booking, BookingCheck, SharedVehicle, TripInvoice
from carshare.rows import INVOICE_TONES, booking_row, search_row
from carshare.subscribing import SubscriberRequest, for_known_subscribers, for_subscribers
from garageflow.documents.downloads import document_response
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.invoicing.pdf import pdf_of_issued
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import requires
from garageflow.tenancy.models import Role
from garageflow.vehicles.domain.odometer import OdometerDropped

_PAST_SHOWN = 10
_USUAL_LENGTH = timedelta(hours=2)


@require_safe
@requires(Role.SUBSCRIBER)
@for_subscribers
def home(request: SubscriberRequest) -> HttpResponse:
    now = timezone.now()
    own = Booking.objects.filter(subscriber=request.subscriber).for_lists()
    to_come = own.to_come(now).order_by("period", "pk")
    past = own.exclude(pk__in=to_come.values("pk")).order_by("-period", "-pk")[:_PAST_SHOWN]
    context = {
        "form": SearchForm(subscriber=request.subscriber, initial=_usual_search(request)),
        "to_come": [booking_row(booking, now) for booking in to_come],
        "past": [booking_row(booking, now) for booking in past],
        "subscriber": request.subscriber,
    }
    return render(request, "carshare/home.html", context)


@require_safe
@requires(Role.SUBSCRIBER)
@for_subscribers
def search(request: SubscriberRequest) -> HttpResponse:
    form = SearchForm(request.GET or None, subscriber=request.subscriber, initial=_usual_search(request))
    rows = []
    if form.is_valid():
        with errors_shown_on(form):
            if form.cleaned_data["until"] <= form.cleaned_data["since"]:
                raise bookings.PeriodRefused(_("The end has to be later than the beginning."))
            found = free_vehicles(request.subscriber, **form.cleaned_data)
            query = request.GET.urlencode()
            rows = [search_row(vehicle, request.subscriber, query) for vehicle in found]
    context = {"form": form, "rows": rows, "is_searched": form.is_bound and not form.errors}
    return render(request, "carshare/search.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.SUBSCRIBER)
@for_subscribers
def booking_new(request: SubscriberRequest, pk: int) -> HttpResponse:
    shared = SharedVehicle.objects.select_related("vehicle", "parking")
    vehicle = get_object_or_404(shared, pk=pk, parking__organisation=request.subscriber.organisation_id)
    initial = {"use": Booking.Use.PROFESSIONAL, **_usual_search(request), **request.GET.dict()}
    form = BookingForm(request.POST or None, subscriber=request.subscriber, initial=initial)
    if request.method == "POST" and form.is_valid():
        with errors_shown_on(form):
            booking = bookings.book(request.subscriber, vehicle, **form.cleaned_data, by=request.actor)
            messages.success(request, _made_words(booking))
            return redirect("carshare:booking", booking.pk)
    context = {"form": form, "vehicle": vehicle, "row": search_row(vehicle, request.subscriber, "")}
    return render(request, "carshare/booking_new.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Role.SUBSCRIBER)
@for_subscribers
def booking_detail(request: SubscriberRequest, pk: int) -> HttpResponse:
    return _booking_page(request, _own(request, pk), ExtensionForm())


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.SUBSCRIBER)
@for_subscribers
def booking_edit(request: SubscriberRequest, pk: int) -> HttpResponse:
    booking = _own(request, pk)
    initial = {"since": booking.starts_at, "until": booking.ends_at, "purpose": booking.purpose}
    form = ChangeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with errors_shown_on(form):
            bookings.change_booking(booking, **form.cleaned_data, by=request.actor)
            messages.success(request, _("The booking is changed."))
            return redirect("carshare:booking", booking.pk)
    context = {"form": form, "booking": booking, "row": booking_row(booking, timezone.now())}
    return render(request, "carshare/booking_edit.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Role.SUBSCRIBER)
@for_subscribers
def booking_extend(request: SubscriberRequest, pk: int) -> HttpResponse:
    booking = _own(request, pk)
    form = ExtensionForm(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            bookings.extend_booking(booking, until=form.cleaned_data["until"], by=request.actor)
            messages.success(request, _("The booking is extended."))
            return redirect("carshare:booking", booking.pk)
    return _booking_page(request, booking, form, status=422)


@require_POST
@requires(Role.SUBSCRIBER)
@for_subscribers
def booking_cancel(request: SubscriberRequest, pk: int) -> HttpResponse:
    booking = _own(request, pk)
    with errors_told_to(request):
        bookings.cancel_booking(booking, by=request.actor)
        messages.success(request, _("The booking is cancelled."))
    return redirect("carshare:home")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.SUBSCRIBER)
@for_subscribers
def trip_start(request: SubscriberRequest, pk: int) -> HttpResponse:
    return _check_page(request, _own(request, pk), BookingCheck.Kind.START)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.SUBSCRIBER)
@for_subscribers
def trip_end(request: SubscriberRequest, pk: int) -> HttpResponse:
    return _check_page(request, _own(request, pk), BookingCheck.Kind.END)


@require_safe
@requires(Role.SUBSCRIBER)
@for_known_subscribers
def invoice(request: SubscriberRequest, pk: int) -> HttpResponse:
    invoice = _own_invoice(request, pk)
    state = TripInvoice.State(invoice.state)
    context = {
        "invoice": invoice,
        "booking": invoice.booking,
        "tone": INVOICE_TONES[state],
        "state": state.label,
        "has_pdf": invoice.issued is not None and pdf_of_issued(invoice.issued) is not None,
        "has_credit_pdf": invoice.credit_note is not None and pdf_of_issued(invoice.credit_note) is not None,
    }
    return render(request, "carshare/invoice.html", context)


@require_safe
@requires(Role.SUBSCRIBER)
@for_known_subscribers
def invoice_file(request: SubscriberRequest, pk: int, which: str) -> FileResponse:
    invoice = _own_invoice(request, pk)
    issued = {"invoice": invoice.issued, "credit": invoice.credit_note}.get(which)
    document = pdf_of_issued(issued) if issued else None
    if document is None:
        raise Http404
    return document_response(document)


def _check_page(request: SubscriberRequest, booking: Booking, kind: BookingCheck.Kind) -> HttpResponse:
    form = CheckForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _check(request, booking, kind, form):
        return redirect("carshare:booking", booking.pk)
    context = {
        "form": form,
        "booking": booking,
        "row": booking_row(booking, timezone.now()),
        "is_start": kind == BookingCheck.Kind.START,
        "known_damages": trips.known_damages(booking),
    }
    return render(request, "carshare/check.html", context, status=422 if form.errors else 200)


def _check(request: SubscriberRequest, booking: Booking, kind: BookingCheck.Kind, form: CheckForm) -> bool:
    is_start = kind == BookingCheck.Kind.START
    change = trips.take_vehicle if is_start else trips.return_vehicle
    with errors_shown_on(form):
        try:
            # A photo that is refused takes the whole check back.
            with transaction.atomic():
                change(booking, **form.cleaned_data, by=request.actor)
        except OdometerDropped:
            form.ask_to_confirm_km()
            raise
    if form.errors:
        return False
    nudge_on_commit()
    messages.success(request, _("Drive safely.") if is_start else _("Thank you: the vehicle is back."))
    return True


def _booking_page(
    request: SubscriberRequest, booking: Booking, extension: forms.Form, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "booking": booking,
        "row": booking_row(booking, timezone.now()),
        "extension": extension,
        "checks": booking.checks.order_by("pk"),
        "invoice": TripInvoice.objects.filter(booking=booking).first(),
    }
    return render(request, "carshare/booking.html", context, status=status)


def _own(request: SubscriberRequest, pk: int) -> Booking:
    return get_object_or_404(Booking.objects.for_lists(), pk=pk, subscriber=request.subscriber)


def _own_invoice(request: SubscriberRequest, pk: int) -> TripInvoice:
    invoices = TripInvoice.objects.select_related("booking__vehicle__vehicle", "issued", "credit_note")
    return get_object_or_404(invoices.prefetch_related("lines"), pk=pk, subscriber=request.subscriber)


def _usual_search(request: SubscriberRequest) -> dict[str, Any]:
    """From the next quarter of an hour, where and how he likes it."""
    since = next_quarter(timezone.now())
    return {
        "since": since,
        "until": since + _USUAL_LENGTH,
        "parking": request.subscriber.parking_id,
        "contract": request.subscriber.contract_id,
    }


def _made_words(booking: Booking) -> str:
    if booking.state == Booking.State.REQUESTED:
        return _("Your request is on its way. You get an e-mail when it is approved.")
    return _("The vehicle is yours for this time.")
