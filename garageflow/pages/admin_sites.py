"""Django's admin, for platform staff: one site for the platform, one inside each garage (spec 00 §2)."""

from __future__ import annotations

from functools import update_wrapper
from typing import Any
from urllib.parse import quote

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _

from garageflow.audit.domain import record
from garageflow.members.second_factor import has_second_factor, second_factor_url
from garageflow.tenancy.urls import site_url

# Signing in and out and passwords are django-allauth's, with its rate limits and its second factor.
_NOT_OURS = {"login", "logout", "password_change", "password_change_done", "view_on_site"}


class StaffSite(AdminSite):
    """Opens for platform staff who used a second factor in this session, and for nobody else."""

    site_title = "GarageFlow"
    site_url = None
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return bool(user.is_active and getattr(user, "is_staff", False) and has_second_factor(request))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        protected = super().admin_view(view, cacheable)

        def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
            turned_away = self._turned_away(request)
            if turned_away is not None:
                return turned_away
            self.entered(request)
            return protected(request, *args, **kwargs)

        return update_wrapper(guarded, protected)

    def entered(self, request: Any) -> None:
        """Called for every page of somebody who may see it."""

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [pattern for pattern in super().get_urls() if getattr(pattern, "name", "") not in _NOT_OURS]

    def get_log_entries(self, request: HttpRequest) -> Any:
        """django_admin_log stays empty: see AuditedAdmin."""
        return []

    def _turned_away(self, request: Any) -> HttpResponse | None:
        if not request.user.is_authenticated:
            path = quote(request.get_full_path())
            return HttpResponseRedirect(f"{site_url('account_login')}?next={path}")
        if not (request.user.is_active and request.user.is_staff):
            raise Http404
        if has_second_factor(request):
            return None
        if request.method != "GET":
            raise PermissionDenied
        return redirect(second_factor_url(request))


class PlatformSite(StaffSite):
    site_header = _("GarageFlow: platform")
    index_title = _("Platform")


class GarageSite(StaffSite):
    """Row security shows the rows of this garage only, here as everywhere."""

    index_title = _("Data of this garage")

    def entered(self, request: Any) -> None:
        # The owner sees in his audit that somebody of the platform was here; once a session is enough.
        key = f"entered_admin_of_{request.garage.pk}"
        if not request.session.get(key):
            request.session[key] = True
            record("audit.admin_entered", request.garage, by=request.actor)

    def each_context(self, request: Any) -> dict[str, Any]:
        header = _("Data of %(garage)s") % {"garage": request.garage.name}
        return {**super().each_context(request), "site_header": header}


platform_admin = PlatformSite(name="admin")
garage_admin = GarageSite(name="garage-admin")
