"""PDFs: asked for in a request, rendered by a worker, stored once."""

from __future__ import annotations

import base64
import hashlib
import logging
from datetime import date, timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone, translation

from garageflow.documents.content import PDF, CheckedFile
from garageflow.documents.domain.documents import keep_file
from garageflow.documents.domain.rendering import Archive, render_html
from garageflow.documents.models import Document, PdfOrder
from garageflow.documents.registry import pdf_kind_of, subject_of
from garageflow.jobs.domain.batch import fail_job, finish_job, plan_job, start_job
from garageflow.jobs.domain.work import Claim
from garageflow.jobs.models import BatchJob
from garageflow.tenancy.active import active_garage, garage_active
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.languages import locale_of
from garageflow.tenancy.models import Garage, Shop

logger = logging.getLogger(__name__)

RENDER_PDF = "documents.render_pdf"


def request_pdf(kind: str, *, subject: models.Model, name: str, language: str, by: Actor) -> PdfOrder:
    """Ask a worker for a PDF of one row. Asked for twice while it is being made, it is made once.

    `kind` is registered (garageflow/documents/registry.py). The order's page shows progress, then the link.
    """
    pdf_kind_of(kind)
    same = PdfOrder.objects.filter(kind=kind, subject=subject_of(subject), language=language)
    unfinished = (BatchJob.State.NOT_STARTED, BatchJob.State.RUNNING)
    known = same.filter(job__state__in=unfinished).select_related("job").first()
    if known is not None:
        return known
    job = plan_job(RENDER_PDF, name=name, total=1, by=by)
    return PdfOrder.objects.create(
        job=job, kind=kind, subject=subject_of(subject), name=name, language=language
    )


def render_order(claim: Claim) -> None:
    """Handler of `documents.render_pdf`; the key is the batch job's id.

    The rendering lies between two transactions: it takes long, and reads nothing.
    """
    with claim.fenced():
        job = start_job(int(claim.key))
        order = PdfOrder.objects.get(job=job)
        try:
            html, archive = _html_of(order), _archive_of(order)
        except ObjectDoesNotExist:
            fail_job(job.pk, "gone")
            claim.finish()
            return
        source = hashlib.sha256(html.encode()).hexdigest()
        known = Document.objects.filter(subject=order.subject, source_sha256=source).first()
        if known is not None:
            _complete(order, known)
            claim.finish()
            return

    pdf = render_html(html, archive)

    with claim.fenced() as garage:
        document = keep_file(
            CheckedFile(pdf, PDF),
            kind=order.kind,
            subject=order.subject,
            name=order.name,
            by=Actor(member=job.requested_by, label=""),
            source_sha256=source,
            delete_after=_delete_after(order, garage),
        )
        _complete(order, document)
        claim.finish()


def draw_now(kind: str, row_id: int, *, language: str) -> bytes:
    """The PDF of one row, drawn in this very process: for commands and benchmarks, never for a request."""
    archive = pdf_kind_of(kind).archive
    return render_html(_html_of_row(kind, row_id, language), archive(row_id) if archive else None)


def give_up(claim: Claim, error: Exception) -> None:
    with garage_active(claim.garage):
        fail_job(int(claim.key), "unexpected")


def _html_of(order: PdfOrder) -> str:
    return _html_of_row(order.kind, _row_id(order), order.language)


def _html_of_row(kind_name: str, row_id: int, language: str) -> str:
    garage, kind = active_garage(), pdf_kind_of(kind_name)
    with translation.override(locale_of(language, garage)), timezone.override(garage.zone):
        context = {
            "garage": garage,
            "shop": Shop.objects.order_by("pk").first(),
            "language": language,
            "logo_data_url": _data_url(garage.logo_png),
            **kind.build(row_id),
        }
        return render_to_string(kind.template, context)


def _archive_of(order: PdfOrder) -> Archive | None:
    archive = pdf_kind_of(order.kind).archive
    return archive(_row_id(order)) if archive else None


def _row_id(order: PdfOrder) -> int:
    return int(order.subject.rpartition(":")[2])


def _delete_after(order: PdfOrder, garage: Garage) -> date | None:
    days = pdf_kind_of(order.kind).keep_days
    return garage.today() + timedelta(days=days) if days is not None else None


def _complete(order: PdfOrder, document: Document) -> None:
    order.document = document
    order.save(update_fields=["document"])
    finish_job(order.job_id)
    on_drawn = pdf_kind_of(order.kind).on_drawn
    if on_drawn is not None:
        on_drawn(order)


def _data_url(png: bytes | memoryview | None) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}" if png else ""
