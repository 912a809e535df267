"""The answer that hands out a kept file. Who may see it has been asked before."""

from __future__ import annotations

from django.http import FileResponse

from garageflow.documents.domain.documents import open_document
from garageflow.documents.models import Document


def document_response(document: Document, *, is_shown: bool = False, name: str = "") -> FileResponse:
    """To be saved; `is_shown` only for pictures, which were drawn anew when they were kept."""
    return FileResponse(
        open_document(document),
        as_attachment=not is_shown,
        filename=name or document.name,
        content_type=document.content_type,
    )
