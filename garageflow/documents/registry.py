"""What other apps add to documents. They register in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model

from garageflow.documents.domain.rendering import Archive
from garageflow.documents.models import PdfOrder
from garageflow.tenancy.http import GarageRequest

MaySee = Callable[[GarageRequest, int], bool]


@dataclass(frozen=True, slots=True)
class PdfKind:
    """A PDF that is made of one row.

    `build` gets the row's id and gives the context of `template`. It runs in a worker, with the garage active
    and the reader's language on, and raises ObjectDoesNotExist for a row that is gone. The template extends
    pdf/base.html; garage, shop, logo and language are there already. `on_drawn` is told when it is there, in
    the same transaction.

    `archive` makes it a PDF/A-3b that carries a file. `keep_days` without a number keeps it for good.
    """

    name: str
    template: str
    build: Callable[[int], Mapping[str, Any]]
    archive: Callable[[int], Archive] | None = None
    keep_days: int | None = settings.PDF_KEEP_DAYS
    on_drawn: Callable[[PdfOrder], None] | None = None


_subjects: dict[str, MaySee] = {}
_pdf_kinds: dict[str, PdfKind] = {}


def register_subject(model: str, may_see: MaySee) -> None:
    """Who may open the documents of a row of this model ("app.model"): they are as private as the row."""
    _subjects[model] = may_see


def register_pdf(kind: PdfKind) -> None:
    _pdf_kinds[kind.name] = kind


def pdf_kind_of(name: str) -> PdfKind:
    return _pdf_kinds[name]


def subject_of(row: Model) -> str:
    return f"{row._meta.label_lower}:{row.pk}"


def may_see(request: GarageRequest, subject: str) -> bool:
    """False for rows of which nobody said who may see their documents."""
    model, _colon, row_id = subject.partition(":")
    allows = _subjects.get(model)
    return allows is not None and row_id.isdecimal() and allows(request, int(row_id))
