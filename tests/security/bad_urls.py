"""Routes of the platform with one fault each, for tests/security/test_access_faults.py."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from garageflow import urls
from garageflow.tenancy.access import requires, signed_in

handler403, handler404, handler500 = urls.handler403, urls.handler404, urls.handler500


@require_safe
@signed_in
def says_signed_in_and_asks_nobody(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


@require_safe
@requires("owner")
def asks_for_a_role_outside(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


urlpatterns = [
    path("bad/signed-in/", says_signed_in_and_asks_nobody, name="bad-signed-in"),
    path("bad/role/", asks_for_a_role_outside, name="bad-role"),
    *urls.urlpatterns,
]
