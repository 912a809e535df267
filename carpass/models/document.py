from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garageflow.documents.models import Document
from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel
from garageflow.vehicles.models import Vehicle


class CarPassDocumentQuerySet(models.QuerySet["CarPassDocument"]):
    def valid(self) -> CarPassDocumentQuerySet:
        """Not revoked; whether the date has passed is another question."""
        return self.filter(revoked_at=None)

    def history_links(self) -> CarPassDocumentQuerySet:
        return self.filter(kind=CarPassDocument.Kind.HISTORY_LINK)

    def certificates(self) -> CarPassDocumentQuerySet:
        return self.filter(kind=CarPassDocument.Kind.CERTIFICATE)

    def newest_first(self) -> CarPassDocumentQuerySet:
        return self.order_by("-issued_on", "-pk")


class CarPassDocument(TenantModel):
    """A Car-Pass of a vehicle: the link that a professional makes himself and that every online ad must
    show, or the certificate that an inspection centre gives and that a private buyer must receive.
    """

    class Kind(models.TextChoices):
        HISTORY_LINK = "history_link", _("history with public link")
        CERTIFICATE = "certificate", _("certificate of an inspection centre")

    class Source(models.TextChoices):
        SERVICE = "service", _("made by GarageFlow")
        HAND = "hand", _("entered by hand")

    vehicle = TenantForeignKey(Vehicle, on_delete=models.PROTECT, related_name="car_pass_documents")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    # Of a history link, in small letters.
    guid = models.CharField(max_length=36, blank=True)
    # Of a certificate, as printed on it.
    number = models.CharField(_("number"), max_length=30, blank=True)
    issued_on = models.DateField(_("issued on"))
    valid_until = models.DateField(_("valid until"))
    km = models.PositiveIntegerField(_("odometer reading (km)"), null=True)
    source = models.CharField(max_length=7, choices=Source.choices)
    pdf = TenantForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")

    objects = CarPassDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "Car-Pass"
        verbose_name_plural = "Car-Pass"
        constraints = [
            models.UniqueConstraint(
                fields=["garage", "guid"], condition=~models.Q(guid=""), name="car_pass_document_guid"
            ),
            models.UniqueConstraint(
                fields=["garage", "number"], condition=~models.Q(number=""), name="car_pass_document_number"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="history_link", guid__gt="", number="")
                | models.Q(kind="certificate", guid="", number__gt=""),
                name="car_pass_document_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(source__in=["service", "hand"]), name="car_pass_document_source"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("issued_on")), name="car_pass_document_days"
            ),
        ]
        indexes = [
            models.Index(
                "garage",
                "vehicle",
                models.F("issued_on").desc(),
                models.F("id").desc(),
                name="car_pass_document_newest",
            ),
        ]

    def __str__(self) -> str:
        return f"Car-Pass {self.number or self.guid}"

    @property
    def public_url(self) -> str:
        """Where everybody reads it, as an online ad must show it; a certificate has none."""
        return public_url_of(self.guid)

    @property
    def public_pdf_url(self) -> str:
        return f"{self.public_url}.pdf" if self.guid else ""


def public_url_of(guid: str) -> str:
    return f"{settings.CARPASS_PUBLIC_URL}{guid}" if guid else ""
