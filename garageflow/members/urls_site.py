"""On the platform: choosing a garage, and django-allauth."""

from __future__ import annotations

from collections.abc import Iterable

from allauth import urls as allauth_urls
from django.db import transaction
from django.urls import URLPattern, URLResolver, include, path

from garageflow.members.views import site


def _atomic(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The same patterns, each view in one transaction with the mails that it queues."""
    wrapped: list[URLPattern | URLResolver] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            wrapped.append(URLResolver(pattern.pattern, _atomic(pattern.url_patterns)))
            continue
        view = transaction.atomic(pattern.callback)
        wrapped.append(URLPattern(pattern.pattern, view, pattern.default_args, pattern.name))
    return wrapped


urlpatterns = [
    path("", site.garage_choice, name="garage-choice"),
    path("accounts/", include(_atomic(allauth_urls.urlpatterns))),
]
