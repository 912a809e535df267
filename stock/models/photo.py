from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garageflow.documents.models import Document
from garageflow.tenancy.models import TenantForeignKey, TenantModel
from stock.models.listing import Listing


class Photo(TenantModel):
    """A photo of a vehicle in three sizes, each drawn anew: nothing of the camera's file is kept."""

    listing = TenantForeignKey(Listing, on_delete=models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField(_("position"))
    large = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    medium = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    small = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    # Of the large one: a page keeps the place free until it has come.
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        indexes = [models.Index("garage", "listing", "position", "id", name="photo_order")]

    def __str__(self) -> str:
        return f"{self.position + 1}"
