from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garageflow.invoicing.content import Content, from_json
from garageflow.tenancy.models import TenantForeignKey, TenantModel


class IssuedInvoice(TenantModel):
    """An invoice with a number, as it was issued.

    The application may add rows, and neither change nor remove them (garageflow/tenancy/grants.py). What
    becomes of it afterwards (sent, approved, paid) is kept by the feature that issued it.
    """

    class Type(models.TextChoices):
        INVOICE = "380", _("invoice")
        CREDIT_NOTE = "381", _("credit note")
        SELF_BILLED_INVOICE = "389", _("self-billed invoice")
        SELF_BILLED_CREDIT_NOTE = "261", _("self-billed credit note")

    number = models.CharField(_("number"), max_length=35)
    # The number is made of these two. Within a series there is no gap: see domain/issuing.py.
    series = models.CharField(max_length=22)
    sequence = models.PositiveIntegerField()
    document_type = models.CharField(_("kind"), max_length=3, choices=Type.choices)
    issued_on = models.DateField(_("invoice date"))
    due_on = models.DateField(_("to be paid by"))
    net_amount = models.DecimalField(_("without VAT"), max_digits=12, decimal_places=2)
    vat_amount = models.DecimalField(_("VAT"), max_digits=12, decimal_places=2)
    total_amount = models.DecimalField(_("total"), max_digits=12, decimal_places=2)
    corrects = TenantForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")
    # garageflow/invoicing/content.py: what the PDF prints.
    data = models.JSONField()
    # Factur-X, profile EN 16931, as it lies inside the PDF; UBL beside it where Peppol is asked for.
    cii_xml = models.TextField()
    ubl_xml = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("issued invoice")
        verbose_name_plural = _("issued invoices")
        constraints = [
            models.UniqueConstraint(fields=["garage", "number"], name="issued_invoice_number"),
            models.UniqueConstraint(fields=["garage", "series", "sequence"], name="issued_invoice_sequence"),
            # BR-FR-01 and BR-FR-02 of the French rules.
            models.CheckConstraint(
                condition=Q(number__regex=r"^[A-Za-z0-9+_/-]{1,35}$"), name="issued_invoice_number_signs"
            ),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="issued_invoice_sequence_positive"),
            models.CheckConstraint(
                condition=Q(document_type__in=["380", "381", "389", "261"]), name="issued_invoice_type"
            ),
            models.CheckConstraint(
                condition=Q(
                    total_amount=F("net_amount") + F("vat_amount"), net_amount__gte=0, vat_amount__gte=0
                ),
                name="issued_invoice_sum",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("issued_on")), name="issued_invoice_due"),
            models.CheckConstraint(
                condition=Q(document_type__in=["380", "389"], corrects__isnull=True)
                | Q(document_type__in=["381", "261"], corrects__isnull=False),
                name="issued_invoice_corrects",
            ),
        ]
        indexes = [
            models.Index(
                "garage", "corrects", condition=Q(corrects__isnull=False), name="issued_invoice_corrections"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def content(self) -> Content:
        return from_json(self.data)
