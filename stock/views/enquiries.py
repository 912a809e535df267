"""Asking about a car, by anybody."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import public
from garageflow.tenancy.http import GarageRequest
from stock.domain.enquiries import Enquiry, TooOld, TooQuick, check_token, new_token, send_enquiry
from stock.forms_public import EnquiryForm
from stock.models import Listing
from stock.public_cars import car_url, in_language, slug_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def enquiry(request: GarageRequest, language: str, number: int, slug: str) -> HttpResponse:
    """A machine is thanked like anybody, so that it learns nothing, and its words go nowhere."""
    listing = get_object_or_404(Listing.objects.for_sale().select_related("vehicle"), number=number)
    with in_language(language):
        if request.method != "POST":
            return _page(request, listing, language, EnquiryForm(initial={"token": new_token(listing)}))
        too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="stock_enquiry")
        if too_many is not None:
            return too_many
        form = EnquiryForm(request.POST)
        if form.is_valid():
            _send(request, listing, language, form)
        if form.errors:
            return _page(request, listing, language, form, status=422)
        return _page(request, listing, language, None)


def _send(request: GarageRequest, listing: Listing, language: str, form: EnquiryForm) -> None:
    token = form.cleaned_data["token"]
    try:
        check_token(listing, token)
    except TooOld:
        form.show_again(new_token(listing))
        return
    except TooQuick:
        return
    if form.looks_like_spam:
        return
    send_enquiry(listing, Enquiry(**form.words, language=language), token=token, by=request.actor)
    nudge_on_commit()


def _page(
    request: GarageRequest, listing: Listing, language: str, form: EnquiryForm | None, status: int = 200
) -> HttpResponse:
    context = {
        "listing": listing,
        "form": form,
        "language": language,
        "slug": slug_of(listing),
        "car_url": car_url(listing, language),
    }
    template = "stock/enquiry.html" + ("#enquiry" if request.htmx else "")
    response = render(request, template, context, status=status)
    response.headers["Content-Language"] = language
    return response
