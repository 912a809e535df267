"""What happens around signing in goes into the platform's audit, and a passkey is suggested now and then."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account_signals
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.cache import cache
from django.dispatch import Signal, receiver
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _

from garageflow.accounts.models import User
from garageflow.accounts.sessions import SessionStore
from garageflow.audit.domain import record_on_platform
from garageflow.tenancy.urls import site_url

_QUIET_SECONDS = 90 * 24 * 3600

# signal -> what is recorded; the user and the request come with each of them.
_EVENTS: dict[Signal, str] = {
    user_logged_out: "accounts.signed_out",
    account_signals.password_changed: "accounts.password_changed",
    account_signals.password_set: "accounts.password_set",
    account_signals.password_reset: "accounts.password_reset",
    account_signals.email_changed: "accounts.email_changed",
    mfa_signals.authenticator_added: "accounts.second_factor_added",
    mfa_signals.authenticator_removed: "accounts.second_factor_removed",
    mfa_signals.authenticator_reset: "accounts.second_factor_reset",
    mfa_signals.authentication_failed: "accounts.second_factor_failed",
}


def connect() -> None:
    for signal in _EVENTS:
        signal.connect(_on_event, dispatch_uid="garageflow.members.audit")


def _on_event(signal: Signal, request: HttpRequest | None, user: User | None, **kwargs: Any) -> None:
    if request is None or user is None:
        return
    authenticator: Authenticator | None = kwargs.get("authenticator")
    facts = {"type": str(authenticator.type)} if authenticator else {}
    record_on_platform(_EVENTS[signal], user=user, ip=_ip(request), **facts)


@receiver(user_logged_in, dispatch_uid="garageflow.members.session_end")
def on_session_begun(request: HttpRequest, **kwargs: Any) -> None:
    if isinstance(request.session, SessionStore):
        request.session.sign_in()


@receiver(account_signals.user_logged_in, dispatch_uid="garageflow.members.signed_in")
def on_signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    methods = [str(record["method"]) for record in get_authentication_records(request, user)]
    record_on_platform("accounts.signed_in", user=user, ip=_ip(request), methods=methods)
    _suggest_passkey(request, user)


def _suggest_passkey(request: HttpRequest, user: User) -> None:
    """Once in three months, in passing, and never to somebody who has one."""
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists():
        return
    if cache.add(f"platform:passkey-suggested:{user.pk}", True, _QUIET_SECONDS):
        link = format_html('<a href="{}">{}</a>', site_url("mfa_add_webauthn"), _("Add a passkey"))
        messages.info(request, format_html("{} {}", _("Next time you can sign in without a password."), link))


def _ip(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))
