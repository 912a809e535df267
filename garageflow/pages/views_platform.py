from __future__ import annotations

import hmac
from dataclasses import asdict

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from garageflow.members.second_factor import has_second_factor
from garageflow.pages import health
from garageflow.tenancy.access import public
from garageflow.tenancy.urls import site_url


@require_safe
@public
def about(request: HttpRequest) -> HttpResponse:
    """Whose data GarageFlow shows, under which licences."""
    return render(request, "pages/about.html")


@require_safe
@public
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@public
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    reason = health.why_not_ready()
    return HttpResponse(f"{reason or 'ok'}\n", content_type="text/plain", status=503 if reason else 200)


@require_safe
@public
@never_cache
def status(request: HttpRequest) -> HttpResponse:
    """For platform staff with a second factor as a page, for a monitor with the token as JSON."""
    has_token = _has_token(request)
    if not has_token:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), site_url("account_login"))
        if not (request.user.is_staff and has_second_factor(request)):
            raise Http404
    state = health.status()
    code = 503 if state.problems else 200
    if has_token or request.GET.get("format") == "json":
        return JsonResponse({"problems": state.problems, **asdict(state)}, status=code)
    return render(request, "pages/status.html", {"status": state}, status=code)


def _has_token(request: HttpRequest) -> bool:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    expected = settings.STATUS_TOKEN
    return bool(expected) and scheme == "Bearer" and hmac.compare_digest(token.encode(), expected.encode())
