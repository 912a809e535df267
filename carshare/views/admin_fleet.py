"""The fleet: what it did, its vehicles, their bookings, the funnel of the sign-up."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carshare.domain.bookings import cancel_booking, decide_booking
from carshare.domain.fleet import Use, trips_between, use_by_organisation, use_by_vehicle
from carshare.domain.organisations import change_shared_vehicle, share_vehicle
from carshare.filters import BookingFilter
from carshare.forms.admin import NewSharedVehicleForm, ReasonForm, SharedVehicleForm
from carshare.models import Booking, CarShareOrganisation, SharedVehicle, SignUpDraft, Subscriber, TripInvoice
from carshare.roles import ADMIN_ROLES
from carshare.rows import booking_row
from carshare.statistics import funnel, funnel_chart, km_chart
from garageflow.audit.history import history_of
from garageflow.documents.models import Document
from garageflow.documents.registry import subject_of
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.filters import filter_bar
from garageflow.ui.keyset import keyset_page
from garageflow.ui.parts import Stat
from garageflow.ui.templatetags.ui import km, number

LAST = timedelta(days=29)
SORTS = {"": ("-pk",)}
State = Booking.State


@require_safe
@requires(*ADMIN_ROLES)
def dashboard(request: MemberRequest) -> HttpResponse:
    today = request.garage.today()
    since = datetime.combine(today - LAST, time(), request.garage.zone)
    now = timezone.now()
    trips = trips_between(since, now)
    by_vehicle = use_by_vehicle(trips)
    bookings = Booking.objects.for_lists()
    late = bookings.filter(state=State.IN_USE, period__endswith__lt=now).order_by("period", "pk")[:20]
    context = {
        "stats": _stats(by_vehicle, now - since),
        "chart": km_chart(trips, today - LAST, today),
        "by_vehicle": [_use_row(use, now - since, name) for name, use in by_vehicle],
        "by_organisation": [_use_row(use, now - since) for use in use_by_organisation(by_vehicle)],
        "late": [booking_row(booking, now) for booking in late],
        "requested": [
            booking_row(booking, now)
            for booking in bookings.filter(state=State.REQUESTED).order_by("period", "pk")[:20]
        ],
        "waiting": Subscriber.objects.waiting().count(),
        "has_organisations": CarShareOrganisation.objects.exists(),
    }
    return render(request, "carshare/admin/dashboard.html", context)


@require_safe
@requires(*ADMIN_ROLES)
def vehicle_list(request: MemberRequest) -> HttpResponse:
    vehicles = SharedVehicle.objects.select_related("vehicle", "parking__organisation")
    page = keyset_page(vehicles, request.GET, order=("parking_id", "pk"))
    return render(request, "carshare/admin/vehicle_list.html", {"page": page, "vehicles": page.rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*ADMIN_ROLES)
def vehicle_new(request: MemberRequest) -> HttpResponse:
    form = NewSharedVehicleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, "contracts": list(form.cleaned_data["contracts"])}
        with errors_shown_on(form):
            share_vehicle(**values, by=request.actor)
            messages.success(request, _("The vehicle can be booked now."))
            return redirect("carshare:vehicle-list")
    context = {"form": form, "title": _("Share a vehicle")}
    return render(request, "carshare/admin/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*ADMIN_ROLES)
def vehicle_edit(request: MemberRequest, pk: int) -> HttpResponse:
    shared = get_object_or_404(SharedVehicle.objects.select_related("vehicle"), pk=pk)
    form = SharedVehicleForm(request.POST or None, instance=shared)
    if request.method == "POST" and form.is_valid():
        changed = form.save(commit=False)
        change_shared_vehicle(changed, contracts=list(form.cleaned_data["contracts"]), by=request.actor)
        messages.success(request, _("Saved."))
        return redirect("carshare:vehicle-list")
    context = {"form": form, "title": f"{shared.vehicle.title} {shared.vehicle.plate_display}"}
    return render(request, "carshare/admin/form.html", context, status=422 if form.errors else 200)


@require_safe
@requires(*ADMIN_ROLES)
def booking_list(request: MemberRequest) -> HttpResponse:
    found = BookingFilter(request.GET, Booking.objects.for_lists(), request=request)
    page = keyset_page(found.qs, request.GET, order=SORTS[""])
    now = timezone.now()
    context = {
        "filters": filter_bar(found.form, request.GET, reverse("carshare:admin-booking-list")),
        "page": page,
        "rows": [booking_row(booking, now) for booking in page.rows],
    }
    return render(request, "carshare/admin/booking_list.html", context)


@require_safe
@requires(*ADMIN_ROLES)
def booking_detail(request: MemberRequest, pk: int) -> HttpResponse:
    return _booking_page(request, get_object_or_404(Booking.objects.for_lists(), pk=pk), ReasonForm())


@require_POST
@requires(*ADMIN_ROLES)
def booking_decide(request: MemberRequest, pk: int) -> HttpResponse:
    booking = get_object_or_404(Booking.objects.for_lists(), pk=pk)
    decision = request.POST.get("decision")
    form = ReasonForm(request.POST)
    if decision == "refuse" and not form.is_valid():
        return _booking_page(request, booking, form, status=422)
    with errors_told_to(request):
        if decision == "cancel":
            cancel_booking(booking, by=request.actor)
        else:
            reason = form.cleaned_data["reason"] if decision == "refuse" else ""
            decide_booking(booking, is_approved=decision == "approve", reason=reason, by=request.actor)
        nudge_on_commit()
        messages.success(request, _("Saved."))
    return redirect("carshare:admin-booking", pk)


@require_safe
@requires(*ADMIN_ROLES)
def sign_ups(request: MemberRequest) -> HttpResponse:
    since = timezone.now() - timedelta(days=90)
    drafts = SignUpDraft.objects.filter(created_at__gte=since).values_list("furthest_step", "submitted_at")
    validated = Subscriber.objects.filter(created_at__gte=since, validated_at__isnull=False).count()
    rows = funnel([(step, submitted is not None) for step, submitted in drafts], validated)
    return render(request, "carshare/admin/sign_ups.html", {"rows": rows, "chart": funnel_chart(rows)})


def _booking_page(
    request: MemberRequest, booking: Booking, form: ReasonForm, status: int = 200
) -> HttpResponse:
    checks = list(booking.checks.order_by("pk"))
    photos = Document.objects.filter(subject__in=[subject_of(check) for check in checks]).order_by("pk")
    context: dict[str, Any] = {
        "booking": booking,
        "row": booking_row(booking, timezone.now()),
        "checks": checks,
        "photos": photos,
        "invoice": TripInvoice.objects.filter(booking=booking).first(),
        "reason_form": form,
        "entries": history_of(booking),
    }
    return render(request, "carshare/admin/booking.html", context, status=status)


def _stats(by_vehicle: list[tuple[str, Use]], length: timedelta) -> list[Stat]:
    uses = [use for _name, use in by_vehicle]
    whole = Use("", vehicles=len(uses), seconds=sum(use.seconds for use in uses))
    return [
        Stat(_("Trips"), number(sum(use.trips for use in uses)), _("last 30 days")),
        Stat(_("Driven"), km(sum(use.km for use in uses)), _("last 30 days")),
        Stat("CO₂", f"{number(round(sum(use.co2_grams for use in uses) / 1000))} kg", _("last 30 days")),
        Stat(_("Booked"), f"{whole.share_of(length)} %", _("of the time")),
    ]


def _use_row(use: Use, length: timedelta, organisation: str = "") -> dict[str, Any]:
    return {
        "label": use.label,
        "organisation": organisation,
        "trips": number(use.trips),
        "km": km(use.km),
        "co2": f"{number(round(use.co2_grams / 1000))} kg",
        "share": f"{use.share_of(length)} %",
    }
