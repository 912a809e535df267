from __future__ import annotations

import hashlib

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from garageflow.tenancy.access import public
from garageflow.tenancy.http import GarageRequest
from garageflow.ui import styleguide as samples
from garageflow.ui.theme import DEFAULT_HUE, theme_css

HOUR, YEAR = 3600, 365 * 24 * 3600


@require_safe
@public
def theme(request: GarageRequest) -> HttpResponse:
    """The garage's accent: a style sheet, because the security policy allows no style in the page."""
    return _stylesheet(request, request.garage.accent_hue)


@require_safe
@public
def logo(request: GarageRequest) -> HttpResponse:
    if not request.garage.logo_png:
        raise Http404
    response = _cached(request, bytes(request.garage.logo_png), "image/png", seconds=HOUR)
    # Mails show it too, and whoever reads them in a browser does so on another origin.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
@public
def styleguide(request: HttpRequest) -> HttpResponse:
    _only_for_builders(request)
    return render(request, "ui/styleguide.html", samples.context(request))


@require_safe
@public
def styleguide_sample(request: HttpRequest, name: str) -> HttpResponse:
    _only_for_builders(request)
    if name not in samples.PAGES:
        raise Http404
    return render(request, f"ui/styleguide_{name}.html", samples.context(request))


@require_safe
@public
def styleguide_theme(request: HttpRequest) -> HttpResponse:
    _only_for_builders(request)
    return _stylesheet(request, samples.hue(request))


def _only_for_builders(request: HttpRequest) -> None:
    if not (settings.DEBUG or settings.DEMO or request.user.is_staff):
        raise Http404


def _stylesheet(request: HttpRequest, hue: int) -> HttpResponse:
    # The page names the hue in the address: that address never changes its content.
    is_named = request.GET.get("hue", str(DEFAULT_HUE)) == str(hue) and "hue" in request.GET
    return _cached(request, theme_css(hue).encode(), "text/css", seconds=YEAR if is_named else HOUR)


def _cached(request: HttpRequest, content: bytes, content_type: str, *, seconds: int) -> HttpResponse:
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(content, content_type=content_type)
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=seconds)
    return response
