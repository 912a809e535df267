"""Private files of convoy, for drivers and dispatchers. Photos show in the page, the rest is to be saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from csp.constants import NONE
from csp.decorators import csp
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from convoy.files import may_see_file
from convoy.roles import DISPATCH_ROLES, DRIVER_ROLES
from garageflow.documents.content import JPEG, PNG, WEBP
from garageflow.documents.downloads import document_response
from garageflow.documents.models import Document
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest

View = TypeVar("View", bound=Callable[..., FileResponse])

# Drawn anew when they were uploaded (garageflow/documents/content.py): nothing but a picture is in them.
_SHOWN = (PNG, JPEG, WEBP)


_LOCKED: Callable[[View], View] = csp(  # type: ignore[assignment]  # it names one kind of view only
    {
        "default-src": [NONE],
        "base-uri": [NONE],
        "form-action": [NONE],
        "frame-ancestors": [NONE],
        "sandbox": True,
    }
)


@require_safe
@requires(*DISPATCH_ROLES)
@_LOCKED
@cache_control(private=True, no_store=True)
def file(request: MemberRequest, document_id: int) -> FileResponse:
    return _answer(request, document_id)


@require_safe
@requires(*DRIVER_ROLES)
@_LOCKED
@cache_control(private=True, no_store=True)
def partner_file(request: MemberRequest, document_id: int) -> FileResponse:
    return _answer(request, document_id)


def _answer(request: MemberRequest, document_id: int) -> FileResponse:
    document = get_object_or_404(Document, pk=document_id)
    if not may_see_file(request, document.subject):
        raise Http404
    is_shown = document.content_type in _SHOWN and "save" not in request.GET
    return document_response(document, is_shown=is_shown)
