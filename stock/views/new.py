"""A vehicle comes into stock, by hand; and what lies in the bin."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from garageflow.errors import errors_shown_on
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.vehicles.domain.odometer import record_reading
from garageflow.vehicles.models import OdometerReading
from stock.domain.listings import InStockAlready, add_listing, spelling_of_make
from stock.forms import NewListingForm
from stock.models import Listing
from stock.models.listing import Place
from stock.roles import SALES_ROLES, VIEW_ROLES

_BIN_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*SALES_ROLES)
def listing_new(request: MemberRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, NewListingForm(garage=request.garage))
    form = NewListingForm(request.POST, garage=request.garage)
    if not form.is_valid():
        return _page(request, form, status=422)
    twin = None
    with errors_shown_on(form):
        try:
            listing = _add(request, form)
        except InStockAlready as error:
            twin = error.other
            raise
    if form.errors:
        return _page(request, form, status=422, twin=twin)
    messages.success(request, _("The vehicle is in stock. Add its photos now."))
    for words in form.warnings:
        messages.warning(request, words)
    return redirect("stock:vehicle", listing.number)


@require_safe
@requires(*VIEW_ROLES)
def listing_bin(request: MemberRequest) -> HttpResponse:
    found = Listing.objects.filter(place=Place.BIN).select_related("vehicle").order_by("-deleted_at", "-pk")
    return render(request, "stock/bin.html", {"listings": list(found[:_BIN_SHOWN])})


@transaction.atomic
def _add(request: MemberRequest, form: NewListingForm) -> Listing:
    """The listing and its first reading: both or neither."""
    facts = form.vehicle_facts
    facts["make"] = spelling_of_make(facts["make"])
    listing = add_listing(
        plate=form.cleaned_data["plate"],
        shop=form.cleaned_data["shop"],
        facts=facts,
        offer=form.offer,
        price_amount=form.cleaned_data["price"] or 0,
        by=request.actor,
    )
    km = form.cleaned_data["km"]
    if km is not None:
        record_reading(
            listing.vehicle,
            km=km,
            read_on=form.cleaned_data["read_on"],
            by=request.actor,
            source=OdometerReading.Source.INTAKE,
        )
    return listing


def _page(
    request: MemberRequest, form: NewListingForm, status: int = 200, twin: Listing | None = None
) -> HttpResponse:
    return render(request, "stock/listing_new.html", {"form": form, "twin": twin}, status=status)
