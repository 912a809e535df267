"""On the platform: choosing a garage, and django-allauth."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

from allauth import urls as allauth_urls
from allauth.account.decorators import reauthentication_required
from django.db import transaction
from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path

from garageflow.members.views import site


def _atomic(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The same patterns, each view in one transaction with the mails that it queues."""
    wrapped: list[URLPattern | URLResolver] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            wrapped.append(URLResolver(pattern.pattern, _atomic(pattern.url_patterns)))
            continue
        view = transaction.atomic(_asking_again(pattern))
        wrapped.append(URLPattern(pattern.pattern, view, pattern.default_args, pattern.name))
    return wrapped


def _asking_again(pattern: URLPattern) -> Callable[..., HttpResponseBase]:
    """Whoever finds a telephone that is signed in must not sign its owner out elsewhere (ASVS 7.5.2)."""
    view: Callable[..., HttpResponseBase] = pattern.callback
    if pattern.name != "usersessions_list":
        return view
    asks = reauthentication_required(allow_get=True, enabled=lambda request: request.user.is_authenticated)
    return cast(Callable[..., HttpResponseBase], asks(view))


urlpatterns = [
    path("", site.garage_choice, name="garage-choice"),
    path("accounts/", include(_atomic(allauth_urls.urlpatterns))),
]
