from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel


def _path_of(document: Document, filename: str) -> str:
    """A name nobody can guess and no user chose, in a folder of the garage."""
    return f"{document.garage_id}/{uuid.uuid4().hex}"


class Document(TenantModel):
    """A private file of a garage. Stored outside the web root and served only by a view that checks the right."""

    kind = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=150)
    content_type = models.CharField(max_length=100)
    file = models.FileField(upload_to=_path_of, max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
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
                "garage", "delete_after", condition=models.Q(delete_after__isnull=False), name="document_expiry"
            ),
        ]

    def __str__(self) -> str:
        return self.name
