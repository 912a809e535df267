"""Whether this session was opened with a second factor.

Platform staff need one (spec 00 §2), and the staff of a garage that says so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from garageflow.tenancy.models import STAFF_ROLES
from garageflow.tenancy.urls import site_url


def has_second_factor(request: HttpRequest) -> bool:
    """True if the person has a second factor and used it (or a passkey) in this session."""
    if not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    used = [record.get("id") for record in records if record["method"] == "mfa"]
    return bool(used) and Authenticator.objects.filter(user=request.user, pk__in=used).exists()


def second_factor_url(request: HttpRequest) -> str:
    """Where somebody without one goes: to use the one he has and come back, or to set one up."""
    if request.user.is_authenticated and Authenticator.objects.filter(user=request.user).exists():
        return f"{site_url('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}"
    return site_url("mfa_index")


class SecondFactorMiddleware:
    """Keeps staff without a second factor outside a garage that demands one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: Any, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if getattr(view, "is_public", False) or not _is_demanded(request) or has_second_factor(request):
            return None
        words = _("%(garage)s asks its staff for a second step: a code from an app, or a passkey.")
        _warn_once(request, words % {"garage": request.garage.name})
        url = second_factor_url(request)
        return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)


def _warn_once(request: HttpRequest, words: str) -> None:
    """Each page that somebody asks for in vain, or his browser ahead of him, would leave the same words."""
    waiting = cast(BaseStorage, messages.get_messages(request))
    is_new = words not in [message.message for message in waiting]
    # Looked at, not shown.
    waiting.used = False
    if is_new:
        messages.warning(request, words)


def _is_demanded(request: Any) -> bool:
    if request.garage is None or request.membership is None:
        return False
    return bool(request.garage.requires_second_factor and request.membership.has_any_role(STAFF_ROLES))
