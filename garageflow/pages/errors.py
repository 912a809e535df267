"""What people see when something is not there, not theirs, or broken."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from garageflow.tenancy.access import public
from garageflow.tenancy.urls import mount_of
from garageflow.ui.navigation import navigation_without_counts


@public
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(_standalone(request, "pages/400.html"), status=400)


@public
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "pages/403.html", _shell(request), status=403)


@public
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "pages/404.html", _shell(request), status=404)


@public
def broken(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_standalone(request, "pages/500.html"), status=500)


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return HttpResponse(_standalone(request, "pages/403_csrf.html"), status=403)


def _shell(request: Any) -> dict[str, Any]:
    """Members see it inside their garage. For all others a garage looks like no garage: its name, colour and
    language would tell a stranger that it exists."""
    membership = getattr(request, "membership", None)
    if membership is not None:
        # Nothing is counted for a refusal: programs that guess addresses ask for many of them.
        entries = navigation_without_counts(request, frozenset(membership.roles))
        return {"base": "base.html", "navigation": entries}
    return {"base": "base_site.html", "garage": None}


def _standalone(request: HttpRequest, template: str) -> str:
    """Without session and database: they may be what is broken, or the request may have got no further."""
    language = getattr(request, "LANGUAGE_CODE", None) or translation.get_language_from_request(request)
    with translation.override(language):
        return render_to_string(template, {"LANGUAGE_CODE": language, "home": _home_of(request)})


def _home_of(request: HttpRequest) -> str:
    garage = getattr(request, "garage", None)
    return "/" if garage is None else mount_of(garage.slug)
