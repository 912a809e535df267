"""One JSON object a line, with request, garage and user; nothing in it says who anybody is.

A route is logged as its pattern: addresses hold the tokens of links, and what people searched for.
"""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("garageflow.request")

_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)
HEADER = "X-Request-ID"
# Asked every few seconds by load balancers.
_SILENT = ("/healthz", "/readyz")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **request_facts(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class RequestLogMiddleware:
    """Gives every request an id, which the answer carries too, and logs a line when it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.META["garageflow.request_id"] = uuid.uuid4().hex
        began = time.perf_counter()
        token = _request.set(request)
        try:
            response = self.get_response(request)
            if request.path not in _SILENT:
                milliseconds = round((time.perf_counter() - began) * 1000, 1)
                _log(request, response, milliseconds)
        finally:
            _request.reset(token)
        response[HEADER] = request.META["garageflow.request_id"]
        return response


def request_facts() -> dict[str, Any]:
    """Of the request that is being answered, as far as they are known by now; never asks the database."""
    request = _request.get()
    if request is None:
        return {}
    facts: dict[str, Any] = {"request": request.META["garageflow.request_id"]}
    if garage := getattr(request, "garage", None):
        facts["garage"] = garage.slug
    user = request.__dict__.get("_cached_user")
    if user is not None and user.pk is not None:
        facts["user"] = user.pk
    return facts


def _log(request: HttpRequest, response: HttpResponse, milliseconds: float) -> None:
    match = request.resolver_match
    facts = {
        "method": request.method,
        "route": match.view_name or match.route if match else "",
        "status": response.status_code,
        "ms": milliseconds,
    }
    message = "%(method)s %(route)s %(status)s %(ms)s ms"
    logger.info(message, facts, extra={"facts": facts})
