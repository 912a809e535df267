"""Whether this session was opened with a second factor: platform staff need one (spec 00 §2)."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

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
