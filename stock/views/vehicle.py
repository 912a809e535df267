"""One vehicle: what it is, what it costs, where it stands, who bought it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carpass.domain.documents import pdfs_of
from carpass.roles import DOCUMENT_ROLES
from garageflow.audit.history import history_of
from garageflow.documents.content import FileRefused
from garageflow.documents.domain.documents import store_document
from garageflow.documents.models import Document
from garageflow.documents.registry import subject_of
from garageflow.errors import errors_shown_on
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.models import Feature
from garageflow.ui.charts import LineChart, Series
from garageflow.ui.templatetags.ui import day, km
from garageflow.vehicles.models import OdometerReading
from stock.columns import STATUS_TONES, subtitle
from stock.domain.listings import change_listing
from stock.domain.photos import PHOTO_KIND
from stock.domain.sales import certificate_on, needs_certificate
from stock.forms import DeliveryForm, ListingForm, PriceForm, ReservationForm, SaleForm
from stock.handover import offers_after_handover
from stock.models import Equipment, Listing, Sale, Status
from stock.models.listing import FREE_STATUSES
from stock.roles import SALES_ROLES, VIEW_ROLES

_READINGS = 24


@require_safe
@requires(*VIEW_ROLES)
def vehicle(request: MemberRequest, number: int) -> HttpResponse:
    listings = Listing.objects.select_related("vehicle", "shop", "reserved_by")
    return vehicle_page(request, get_object_or_404(listings, number=number))


def vehicle_page(
    request: MemberRequest, listing: Listing, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """`forms` are those that were sent and refused: each opens its dialog again."""
    sales = list(Sale.objects.filter(listing=listing).select_related("sold_by").order_by("-pk"))
    readings = list(
        OdometerReading.objects.active().filter(vehicle=listing.vehicle).newest_first()[:_READINGS]
    )
    sale = next((one for one in sales if one.cancelled_at is None), None)
    context = {
        "listing": listing,
        "vehicle": listing.vehicle,
        "subtitle": subtitle(listing),
        "status_words": str(Status(listing.status).label).capitalize(),
        "status_tone": STATUS_TONES[Status(listing.status)],
        "photos": list(listing.photos.order_by("position", "pk")),
        "equipment": [Equipment(code).label for code in listing.equipment],
        "prices": list(listing.price_changes.select_related("changed_by").order_by("-changed_at", "-pk")),
        "sale": sale if listing.status in (Status.SOLD, Status.DELIVERED) else None,
        "older_sales": [one for one in sales if one is not sale],
        "readings": readings,
        "chart": odometer_chart(readings),
        "certificate": _certificate_words(request, listing, sale),
        "days": listing.days_in_stock(request.garage.today()),
        "moves": [one for one in FREE_STATUSES if one != listing.status]
        if listing.status in FREE_STATUSES
        else [],
        "may_sell": request.membership.has_any_role(SALES_ROLES) and not listing.is_deleted,
        "has_car_pass": request.garage.has_feature(Feature.CAR_PASS),
        "may_renew": request.membership.has_any_role(DOCUMENT_ROLES),
        "offers": offers_after_handover(request, sale) if listing.status == Status.DELIVERED else [],
        **_forms(request, listing, readings, forms),
    }
    return render(request, "stock/vehicle.html", context, status=status)


@require_safe
@requires(*VIEW_ROLES)
def vehicle_files(request: MemberRequest, number: int) -> HttpResponse:
    """Documents and history: fetched by the page, since they are looked at seldom."""
    listing = get_object_or_404(Listing.objects.select_related("vehicle"), number=number)
    attached = Q(subject__in=[subject_of(listing), subject_of(listing.vehicle)])
    if request.membership.has_any_role(DOCUMENT_ROLES):
        attached |= Q(pk__in=pdfs_of(listing.vehicle))
    documents = Document.objects.filter(attached).exclude(kind=PHOTO_KIND)
    context = {
        "listing": listing,
        "documents": list(documents.order_by("-created_at")),
        "entries": history_of(listing.vehicle),
        "may_sell": request.membership.has_any_role(SALES_ROLES),
    }
    part = "#files" if request.htmx else ""
    return render(request, "stock/vehicle_files.html" + part, context)


@require_POST
@requires(*SALES_ROLES)
def document_add(request: MemberRequest, number: int) -> HttpResponse:
    listing = get_object_or_404(Listing.objects.select_related("vehicle"), number=number)
    for upload in request.FILES.getlist("documents")[:10]:
        try:
            store_document(upload, kind="stock.document", subject=listing, by=request.actor)
        except FileRefused as refusal:
            messages.warning(request, f"{upload.name}: {refusal}")
    return redirect("stock:vehicle", number)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*SALES_ROLES)
def vehicle_edit(request: MemberRequest, number: int) -> HttpResponse:
    listing = get_object_or_404(Listing.objects.present().select_related("vehicle"), number=number)
    form = ListingForm.of_listing(listing, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with errors_shown_on(form):
            change_listing(
                listing,
                plate=form.cleaned_data["plate"],
                facts=form.vehicle_facts,
                offer=form.offer,
                by=request.actor,
            )
        if not form.errors:
            messages.success(request, _("Saved."))
            for words in form.warnings:
                messages.warning(request, words)
            return redirect("stock:vehicle", number)
    context = {"form": form, "listing": listing}
    return render(request, "stock/vehicle_edit.html", context, status=422 if form.errors else 200)


def odometer_chart(readings: Sequence[OdometerReading]) -> LineChart | None:
    if len(readings) < 2:
        return None
    ordered = sorted(readings, key=lambda reading: (reading.read_on, reading.pk))
    return LineChart(
        title=_("Odometer readings"),
        labels=[day(reading.read_on) for reading in ordered],
        series=[Series(_("Odometer reading"), [reading.km for reading in ordered])],
        heading=_("Read on"),
        written=lambda value: km(round(value)),
    )


def _certificate_words(request: MemberRequest, listing: Listing, sale: Sale | None) -> dict[str, str] | None:
    """What the handover to a private buyer will demand; said as soon as a day for it is known."""
    planned = listing.delivery_planned_on
    is_private = sale is None or sale.is_private
    if listing.status not in (Status.RESERVED, Status.SOLD) or not is_private:
        return None
    if not request.garage.has_feature(Feature.CAR_PASS) or not needs_certificate(listing.vehicle):
        return None
    on = planned or request.garage.today()
    certificate = certificate_on(listing.vehicle, on)
    if certificate is not None:
        words = _("The Car-Pass certificate %(number)s is valid on %(day)s, the day of the handover.")
        return {"tone": "ok", "words": words % {"number": certificate.number, "day": day(on)}}
    words = _(
        "A private buyer must receive a Car-Pass certificate of an inspection centre that is valid on "
        "%(day)s. There is none yet: it is valid for two months, so plan the visit in time."
    )
    return {"tone": "soon" if planned else "now", "words": words % {"day": day(on)}}


def _forms(
    request: MemberRequest, listing: Listing, readings: Sequence[OdometerReading], sent: dict[str, Any]
) -> dict[str, Any]:
    today = request.garage.today()
    price = {"price": listing.price_amount or None}
    sale = {
        "price": listing.price_amount or None,
        "sold_on": today,
        "buyer_name": listing.reserved_for,
        "buyer_kind": "private",
        "delivery_planned_on": listing.delivery_planned_on,
    }
    delivery = {"delivered_on": today, "km": readings[0].km if readings else None}
    fresh: dict[str, Any] = {
        "price": PriceForm(initial=price),
        "reservation": ReservationForm(member=request.member),
        "sale_form": SaleForm(initial=sale),
        "delivery": DeliveryForm(initial=delivery),
    }
    if "sale" in sent:
        sent["sale_form"] = sent.pop("sale")
    return {**fresh, **sent}
