from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garageflow.jobs.models import BatchJob
from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel, TenantOneToOneField


def _path_of(document: Document, filename: str) -> str:
    """A name nobody can guess and no user chose, in a folder of the garage."""
    return f"{document.garage_id}/{uuid.uuid4().hex}"


class Document(TenantModel):
    """A private file of a garage, stored outside the web root and served by a view that checks the right."""

    kind = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=150)
    content_type = models.CharField(max_length=100)
    file = models.FileField(upload_to=_path_of, max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    # Of what it was rendered from: the same content is not rendered and stored a second time.
    source_sha256 = models.CharField(max_length=64, blank=True)
    # The row it belongs to, as "app.model:id": what it shows is as private as that row.
    subject = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    delete_after = models.DateField(null=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [
            models.Index("garage", "subject", name="document_subject"),
            models.Index(
                "garage",
                "delete_after",
                condition=models.Q(delete_after__isnull=False),
                name="document_expiry",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PdfOrder(TenantModel):
    """A PDF that somebody asked for: what its batch job renders, and the document that came of it."""

    job = TenantOneToOneField(BatchJob, on_delete=models.PROTECT, related_name="pdf_order")
    # The registration that knows template and content (garageflow/documents/registry.py).
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    name = models.CharField(max_length=150)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    # Gone again when the document is: it can be asked for anew.
    document = TenantForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("ordered PDF")
        verbose_name_plural = _("ordered PDFs")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(language__in=[code for code, _name in settings.LANGUAGES]),
                name="pdf_order_language",
            ),
        ]
        indexes = [
            models.Index("garage", "subject", name="pdf_order_subject"),
            models.Index(
                "garage",
                "document",
                condition=models.Q(document__isnull=False),
                name="pdf_order_document",
            ),
        ]

    def __str__(self) -> str:
        return self.name
