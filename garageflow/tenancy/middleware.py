from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.transaction import TransactionManagementError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from garageflow.tenancy.access import feature_of
from garageflow.tenancy.active import garage_found
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Garage, Membership
from garageflow.tenancy.urls import mount_of, site_url

MOUNT = re.compile(r"^/g/(?P<slug>[a-z0-9-]{1,40})(?P<rest>/.*)$")


class GarageMiddleware:
    """Mounts urls_garage under /g/<slug>/, activates the garage, and lets in who may enter."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        request.garage = request.membership = request.member = None
        request.memberships = None
        match = MOUNT.match(request.path_info)
        if match is None:
            with timezone.override(ZoneInfo(settings.SITE_TIME_ZONE)):
                return self.get_response(request)

        previous_prefix = get_script_prefix()
        set_script_prefix(mount_of(match["slug"]))
        request.path_info = match["rest"]
        request.urlconf = settings.GARAGE_URLCONF
        try:
            return self._inside(request, match["slug"])
        finally:
            set_script_prefix(previous_prefix)
            timezone.deactivate()

    def _inside(self, request: Any, slug: str) -> HttpResponseBase:
        with garage_found(Garage.objects.open().filter(slug=slug)) as garage:
            if garage is not None:
                return self._answer(request, garage)
        # An unknown garage goes on as far as process_view: a stranger is sent to sign in for any slug.
        return self.get_response(request)

    def _answer(self, request: Any, garage: Garage) -> HttpResponseBase:
        _enter(request, garage)
        timezone.activate(garage.zone)
        response = self.get_response(request)
        # Django has turned an exception into this response already: atomic alone would commit.
        if response.status_code >= 500:
            transaction.set_rollback(True)
        elif transaction.get_rollback():
            # A view swallowed a database error: nothing will be saved, so it must not look like success.
            raise TransactionManagementError("the transaction of this request was broken before its answer")
        return response

    def process_view(
        self, request: Any, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if getattr(request, "urlconf", None) != settings.GARAGE_URLCONF:
            return None
        is_public = getattr(view, "is_public", False)
        if not is_public and not request.user.is_authenticated:
            return _to_sign_in(request)
        if request.garage is None or _lacks_feature(request):
            raise Http404
        # The admin site itself asks for platform staff with a second factor.
        if is_public or request.resolver_match.namespaces[:1] == ["garage-admin"]:
            return None
        if request.member is None:
            raise Http404
        if not request.membership.has_any_role(getattr(view, "required_roles", ())):
            raise PermissionDenied
        return None


def _lacks_feature(request: Any) -> bool:
    feature = feature_of(request.resolver_match.app_name)
    return bool(feature) and not request.garage.has_feature(feature)


def _enter(request: Any, garage: Garage) -> None:
    request.garage = garage
    if request.user.is_authenticated:
        # All of them in the same statement: the shell offers his other garages.
        memberships = Membership.objects.current().filter(user=request.user)
        request.memberships = list(memberships.select_related("garage", "member").order_by("garage__name"))
        for membership in request.memberships:
            if membership.garage_id == garage.pk:
                request.membership = membership
                request.member = membership.member
    request.actor = Actor.of_request(request, get_adapter().get_client_ip(request))


def _to_sign_in(request: Any) -> HttpResponse:
    sign_in = site_url("account_login")
    if request.htmx:
        return HttpResponseClientRedirect(f"{sign_in}?next={quote(request.htmx.current_url_abs_path or '/')}")
    return HttpResponseRedirect(f"{sign_in}?next={quote(request.get_full_path())}")
