"""On the platform: choosing a garage, and django-allauth."""

from __future__ import annotations

from collections.abc import Iterable

from allauth import urls as allauth_urls
from django.db import transaction
from django.urls import URLPattern, URLResolver, include, path

from garageflow.members.views import site
from garageflow.tenancy.access import public, signed_in

# allauth's pages for people who are not signed in (yet); every other page of it is for those who are.
OPEN_TO_ALL = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_login_code",
    "mfa_authenticate",
    "mfa_login_webauthn",
}


def _ours(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """allauth's patterns, each view in one transaction with its mails, and marked with who may open it."""
    wrapped: list[URLPattern | URLResolver] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            wrapped.append(URLResolver(pattern.pattern, _ours(pattern.url_patterns)))
            continue
        view = transaction.atomic(pattern.callback)
        mark = public if pattern.name in OPEN_TO_ALL else signed_in
        wrapped.append(URLPattern(pattern.pattern, mark(view), pattern.default_args, pattern.name))
    return wrapped


urlpatterns = [
    path("", site.garage_choice, name="garage-choice"),
    path("accounts/", include(_ours(allauth_urls.urlpatterns))),
]
