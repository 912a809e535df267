from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.utils import translation

from garageflow.tenancy.languages import locale_of


class LanguageMiddleware:
    """The reader's language: his own choice, else this browser's cookie, else what the browser asks for."""

    def __init__(self, get_response: Callable[[Any], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        language = _language_of(request)
        with translation.override(locale_of(language, request.garage)):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def _language_of(request: Any) -> str:
    if request.user.is_authenticated:
        return str(request.user.language)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in dict(settings.LANGUAGES):
        return str(chosen)
    if request.headers.get("Accept-Language") or request.garage is None:
        return translation.get_language_from_request(request)
    return str(request.garage.default_language)
