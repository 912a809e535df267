"""The cars for everybody: no sign-in, and nothing in them that differs from visitor to visitor."""

from __future__ import annotations

import hashlib
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from garageflow.tenancy.access import public
from garageflow.tenancy.http import GarageRequest
from garageflow.tenancy.urls import garage_url
from garageflow.ui.keyset import keyset_page
from stock.car_data import car_as_schema, car_in_feed, json_ld, list_as_schema
from stock.filters import CarFilter
from stock.models import Equipment, Listing, Photo
from stock.public_cars import (
    LANGUAGES,
    car_passes,
    car_url,
    cards,
    description_of,
    facts_of,
    in_language,
    photo_url,
    price_words,
    short_facts,
    slug_of,
)
from stock.views.photos import photo_response

_SIZES = (24,)
_FEED_SIZES = (500,)
_MOST_IN_SITEMAP = 50_000 // len(LANGUAGES)
_MINUTES, _DAY = 5 * 60, 24 * 3600
_IN_FRAMES = {
    "default-src": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "img-src": [SELF, "data:"],
    "frame-ancestors": ["*"],
}


@require_safe
@public
def entrance(request: GarageRequest) -> HttpResponse:
    """In the reader's language; where search engines send those whose language we do not have."""
    language = (get_language() or "")[:2]
    return redirect("stock:cars", language if language in LANGUAGES else request.garage.default_language)


@require_safe
@public
def car_list(request: GarageRequest, language: str) -> HttpResponse:
    with in_language(language):
        return _kept(request, render(request, "stock/cars.html", _list(request, language)), language)


@require_safe
@public
@xframe_options_exempt
@csp(_IN_FRAMES)  # type: ignore[arg-type]  # it knows views without arguments only
def embedded(request: GarageRequest, language: str) -> HttpResponse:
    """The same for a frame in the garage's own site: no head and no foot, and links open outside of it."""
    with in_language(language):
        context = {**_list(request, language), "is_embedded": True}
        response = _kept(request, render(request, "stock/cars_embedded.html", context), language)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
@public
def car(request: GarageRequest, language: str, number: int, slug: str) -> HttpResponse:
    cars = Listing.objects.for_sale().select_related("vehicle", "shop")
    listing = get_object_or_404(cars, number=number)
    with in_language(language):
        if slug != slug_of(listing):
            return redirect(car_url(listing, language), permanent=True)
        photos = list(listing.photos.order_by("position", "pk"))
        car_pass = car_passes([listing]).get(listing.vehicle_id)
        context = {
            "listing": listing,
            "photos": photos,
            "price": price_words(listing),
            "short_facts": short_facts(listing),
            "facts": facts_of(listing),
            "equipment": [Equipment(code).label for code in listing.equipment if code in Equipment.values],
            "description": description_of(listing, language),
            "car_pass": car_pass,
            "needs_car_pass": listing.needs_car_pass,
            "image": photo_url(photos[0].pk, "large", absolute=True) if photos else "",
            "json_ld": json_ld(car_as_schema(listing, photos, car_pass, language)),
            "language": language,
            "slug": slug,
            "canonical": car_url(listing, language, absolute=True),
            "alternates": [(code, car_url(listing, code, absolute=True)) for code in LANGUAGES],
        }
        return _kept(request, render(request, "stock/car.html", context), language)


@require_safe
@public
def photo(request: GarageRequest, photo_id: int, size: str) -> HttpResponse:
    shown = Photo.objects.select_related(size).filter(listing__in=Listing.objects.for_sale())
    response = photo_response(get_object_or_404(shown, pk=photo_id), size)
    # Other sites show them by the feed; one that is sold disappears from caches within a day.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_cache_control(response, public=True, max_age=_DAY)
    return response


@require_safe
@public
def feed(request: GarageRequest) -> HttpResponse:
    cars = Listing.objects.for_sale().select_related("vehicle").prefetch_related("photos")
    page = keyset_page(cars, request.GET, order=("number",), sizes=_FEED_SIZES)
    links = car_passes(page.rows)
    content = {
        "garage": request.garage.name,
        "cars": [car_in_feed(listing, links.get(listing.vehicle_id)) for listing in page.rows],
        "next": f"{_absolute(request, 'stock:cars-feed')}?{page.next_query}" if page.next_query else None,
    }
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return _kept(request, response)


@require_safe
@public
def sitemap(request: GarageRequest) -> HttpResponse:
    cars = Listing.objects.for_sale().select_related("vehicle").order_by("number")[:_MOST_IN_SITEMAP]
    places = [
        {
            "changed_at": listing.changed_at,
            "urls": [(code, car_url(listing, code, absolute=True)) for code in LANGUAGES],
        }
        for listing in cars
    ]
    lists = [(code, _absolute(request, "stock:cars", code)) for code in LANGUAGES]
    context = {"places": [{"changed_at": None, "urls": lists}, *places]}
    return _kept(request, render(request, "stock/cars_sitemap.xml", context, content_type="application/xml"))


def _list(request: GarageRequest, language: str) -> dict[str, Any]:
    asked = CarFilter(request.GET)
    page = keyset_page(
        asked.qs.select_related("vehicle"), request.GET, order=("-acquired_on", "-pk"), sizes=_SIZES
    )
    return {
        "form": asked.form,
        "is_filtered": any(request.GET.get(name) for name in asked.form.fields),
        "page": page,
        "cards": cards(page.rows, language),
        "json_ld": json_ld(list_as_schema(page.rows, language)),
        "language": language,
        "canonical": _absolute(request, "stock:cars", language),
        "alternates": [(code, _absolute(request, "stock:cars", code)) for code in LANGUAGES],
        "default_url": _absolute(request, "stock:cars-entrance"),
        "list_url": reverse("stock:cars", args=[language]),
    }


def _absolute(request: GarageRequest, name: str, *args: Any) -> str:
    return garage_url(request.garage, name, *args, absolute=True)


def _kept(request: HttpRequest, response: HttpResponse, language: str = "") -> HttpResponse:
    """May be kept by anybody for some minutes, and is sent again only when it changed."""
    if language:
        response.headers["Content-Language"] = language
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    patch_cache_control(response, public=True, max_age=_MINUTES)
    return get_conditional_response(request, etag=etag, response=response) or response
