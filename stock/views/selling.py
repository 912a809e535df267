"""Price, reservation, sale, handover, bin: each a POST to a noun below the vehicle."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from garageflow.documents.domain.pdf import request_pdf
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from stock.domain.listings import bin_listing, restore_listing, set_price
from stock.domain.sales import (
    cancel_sale,
    deliver_listing,
    move_listings,
    open_sale,
    release_listing,
    reserve_listing,
    sell_listing,
)
from stock.forms import DeliveryForm, MoveForm, PriceForm, ReservationForm, SaleForm
from stock.models import Listing
from stock.pdf import RECEIPT_PDF
from stock.roles import SALES_ROLES, VIEW_ROLES
from stock.views.vehicle import vehicle_page


@require_POST
@requires(*SALES_ROLES)
def price_set(request: MemberRequest, number: int) -> HttpResponse:
    listing = listing_or_404(number)
    form = PriceForm(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            set_price(listing, price_amount=form.cleaned_data["price"], by=request.actor)
    if form.errors:
        return vehicle_page(request, listing, price=form, status=422)
    return redirect("stock:vehicle", number)


@require_POST
@requires(*SALES_ROLES)
def status_set(request: MemberRequest, number: int) -> HttpResponse:
    listing = listing_or_404(number)
    form = MoveForm(request.POST)
    if form.is_valid():
        with errors_told_to(request):
            move_listings([listing.number], status=form.cleaned_data["status"], by=request.actor)
    return redirect("stock:vehicle", number)


@require_POST
@requires(*SALES_ROLES)
def reservation(request: MemberRequest, number: int) -> HttpResponse:
    listing = listing_or_404(number)
    form = ReservationForm(request.POST, member=request.member)
    if form.is_valid():
        with errors_shown_on(form):
            reserve_listing(listing, **form.cleaned_data, by=request.actor)
    if form.errors:
        return vehicle_page(request, listing, reservation=form, status=422)
    messages.success(request, _("The vehicle is reserved."))
    return redirect("stock:vehicle", number)


@require_POST
@requires(*SALES_ROLES)
def reservation_release(request: MemberRequest, number: int) -> HttpResponse:
    with errors_told_to(request):
        release_listing(listing_or_404(number), by=request.actor)
    return redirect("stock:vehicle", number)


@require_POST
@requires(*SALES_ROLES)
def sale(request: MemberRequest, number: int) -> HttpResponse:
    listing = listing_or_404(number)
    form = SaleForm(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            sell_listing(
                listing,
                buyer=form.buyer,
                price_amount=form.cleaned_data["price"],
                sold_on=form.cleaned_data["sold_on"],
                delivery_planned_on=form.cleaned_data["delivery_planned_on"],
                by=request.actor,
            )
    if form.errors:
        return vehicle_page(request, listing, sale=form, status=422)
    messages.success(request, _("The vehicle is sold."))
    return redirect("stock:vehicle", number)


@require_POST
@requires(*SALES_ROLES)
def sale_cancel(request: MemberRequest, number: int) -> HttpResponse:
    with errors_told_to(request):
        cancel_sale(listing_or_404(number), by=request.actor)
        messages.success(request, _("The sale is called off, and the vehicle is for sale again."))
    return redirect("stock:vehicle", number)


@require_POST
@requires(*SALES_ROLES)
def delivery(request: MemberRequest, number: int) -> HttpResponse:
    listing = listing_or_404(number)
    form = DeliveryForm(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            deliver_listing(listing, **form.cleaned_data, by=request.actor)
    if form.errors:
        return vehicle_page(request, listing, delivery=form, status=422)
    messages.success(request, _("The vehicle is handed over. Print the receipt and have it signed."))
    return redirect("stock:vehicle", number)


@require_POST
@requires(*VIEW_ROLES)
def receipt(request: MemberRequest, number: int) -> HttpResponse:
    """The paper that buyer and seller sign at the handover."""
    listing = listing_or_404(number)
    sale = open_sale(listing)
    if sale is None:
        raise Http404
    name = _("handover receipt %(number)s") % {"number": listing.number}
    language = request.garage.default_language
    order = request_pdf(RECEIPT_PDF, subject=sale, name=name, language=language, by=request.actor)
    nudge_on_commit()
    return redirect("documents:pdf-order", order.job_id)


@require_POST
@requires(*SALES_ROLES)
def listing_delete(request: MemberRequest, number: int) -> HttpResponse:
    address = reverse("stock:vehicle", args=[number])
    with errors_told_to(request):
        bin_listing(listing_or_404(number), by=request.actor)
        messages.success(request, _("The vehicle lies in the bin for 30 days."))
        address = reverse("stock:list")
    return redirect(address)


@require_POST
@requires(*SALES_ROLES)
def listing_restore(request: MemberRequest, number: int) -> HttpResponse:
    with errors_told_to(request):
        restore_listing(get_object_or_404(Listing, number=number), by=request.actor)
        messages.success(request, _("The vehicle is in stock again."))
    return redirect("stock:vehicle", number)


def listing_or_404(number: int) -> Listing:
    return get_object_or_404(Listing.objects.present().select_related("vehicle", "shop"), number=number)
