"""Routes of a garage with one fault each, for tests/security/test_access_faults.py."""

from __future__ import annotations

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_POST, require_safe
from django.views.generic import RedirectView

from garageflow import urls_garage
from garageflow.tenancy.access import public, requires
from garageflow.tenancy.http import GarageRequest
from garageflow.tenancy.models import Shop
from tests.security.world import CANARY


@require_safe
def unmarked(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


@public
@requires("owner")
def marked_twice(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


@requires("owner")
def any_method(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


@require_GET
@requires("owner")
def no_head(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


@require_POST
@require_GET
@requires("owner")
def no_method(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


@require_safe
@requires("owner")
def leak(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"<p>{CANARY.upper()}</p>")


@require_safe
@requires("owner")
def crash(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("this page has a fault")


@require_safe
@requires("owner")
def any_shop(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse("")


@require_safe
@public
def all_shops(request: GarageRequest) -> HttpResponse:
    return HttpResponse(", ".join(shop.name for shop in Shop.objects.all()))


@require_POST
@requires("owner")
def write_and_crash(request: HttpRequest) -> HttpResponse:
    Shop.objects.create(name="Half a shop")
    raise ZeroDivisionError


@require_POST
@requires("owner")
def abort_and_go_on(request: HttpRequest) -> HttpResponse:
    Shop.objects.create(name="Half a shop")
    try:
        Shop.objects.create(name="Half a shop")
    except IntegrityError:
        return HttpResponse("as if nothing had happened")
    return HttpResponse("")


@require_safe
@requires("owner")
def unknown_argument(request: HttpRequest, what: str) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("bad/unmarked/", unmarked, name="bad-unmarked"),
    path("bad/marked-twice/", marked_twice, name="bad-marked-twice"),
    path("bad/by-others/", RedirectView.as_view(url="/"), name="bad-by-others"),
    path("bad/any-method/", any_method, name="bad-any-method"),
    path("bad/no-head/", no_head, name="bad-no-head"),
    path("bad/no-method/", no_method, name="bad-no-method"),
    path("bad/leak/", leak, name="bad-leak"),
    path("bad/crash/", crash, name="bad-crash"),
    path("bad/shop/<int:pk>/", any_shop, name="shop"),
    path("bad/all-shops/", all_shops, name="bad-all-shops"),
    path("bad/write-and-crash/", write_and_crash, name="bad-write-and-crash"),
    path("bad/abort-and-go-on/", abort_and_go_on, name="bad-abort-and-go-on"),
    path("bad/<str:what>/argument/", unknown_argument, name="bad-argument"),
    *urls_garage.urlpatterns,
]
