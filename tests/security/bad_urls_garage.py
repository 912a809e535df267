"""Routes of a garage with one fault each, for tests/security/test_access_faults.py."""

from __future__ import annotations

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe
from django.views.generic import RedirectView

from garageflow import urls_garage
from garageflow.documents.models import Document
from garageflow.tenancy.access import public, requires
from garageflow.tenancy.http import GarageRequest
from garageflow.tenancy.models import Member, Shop
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


@require_http_methods(["GET", "HEAD", "POST"])
@requires("owner")
def assign(request: HttpRequest) -> HttpResponse:
    """Believes the form."""
    if request.method == "POST":
        Document.objects.update(created_by_id=request.POST["member"])
    options = "".join(f'<option value="{member.pk}" selected>' for member in Member.objects.all()[:2])
    return HttpResponse(f'<form method="post"><select name="member">{options}</select></form>')


@require_safe
@requires("owner")
def query_per_row(request: HttpRequest) -> HttpResponse:
    return HttpResponse(", ".join(Shop.objects.get(pk=shop.pk).name for shop in Shop.objects.all()))


@require_safe
@requires("owner")
def thirteen_queries(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str([Shop.objects.count() for _number in range(13)]))


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
    path("bad/assign/", assign, name="bad-assign"),
    path("bad/query-per-row/", query_per_row, name="bad-query-per-row"),
    path("bad/thirteen-queries/", thirteen_queries, name="bad-thirteen-queries"),
    path("bad/<str:what>/argument/", unknown_argument, name="bad-argument"),
    *urls_garage.urlpatterns,
]
