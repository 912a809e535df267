from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponseBase
from django.templatetags.static import static
from django.utils.cache import patch_vary_headers

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# What no page of ours uses; a script that got in could not use it either.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
    )
)


class PageHeadersMiddleware:
    """Headers that every answer carries, static files too."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.headers.get("Content-Type", "").startswith("text/html"):
            # One address answers a person with a page and htmx with a part: a cache must not mix them up.
            patch_vary_headers(response, ["HX-Request"])
        if "Cache-Control" not in response.headers and _is_signed_in(request):
            # What a person saw stays nowhere on the machine after he signed out (ASVS 5.0 14.3.2).
            response.headers["Cache-Control"] = "private, no-store"
            # So a browser fetches ahead of a click by rules, which do without its cache, and not by <link>.
            response.headers.setdefault("Speculation-Rules", f'"{static("js/prefetch.speculationrules")}"')
        return response


def _is_signed_in(request: HttpRequest) -> bool:
    # Static files are answered before anybody asked who reads them.
    return hasattr(request, "user") and request.user.is_authenticated


class ToastMiddleware:
    """Hands messages to htmx, whose answers are parts without the place where messages stand."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        response = self.get_response(request)
        if not request.htmx or _goes_elsewhere(response):
            return response
        toasts = [{"tone": message.level_tag, "text": str(message)} for message in get_messages(request)]
        if toasts:
            events = _events(response.headers.get("HX-Trigger", ""))
            response.headers["HX-Trigger"] = json.dumps({**events, "toasts": toasts})
        return response


def _goes_elsewhere(response: HttpResponseBase) -> bool:
    """The page that comes next shows the messages."""
    return 300 <= response.status_code < 400 or bool(
        {"HX-Redirect", "HX-Refresh", "HX-Location"} & set(response.headers)
    )


def _events(header: str) -> dict[str, Any]:
    if header.startswith("{"):
        return dict(json.loads(header))
    return {name.strip(): None for name in header.split(",") if name.strip()}
