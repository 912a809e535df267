"""The script that shows messages while no page is open."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpResponse

_WORKER = Path(settings.BASE_DIR) / "static" / "push" / "service-worker.js"


def service_worker_response() -> HttpResponse:
    """For the view at the address below which it works: a worker serves no address above its own."""
    response = HttpResponse(_WORKER.read_text(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response
