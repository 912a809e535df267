from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carpass.models.report import OdometerReport
from garageflow.documents.models import PdfOrder
from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel, TenantOneToOneField


class CorrectionForm(TenantModel):
    """What stands on the form that is printed, signed and sent to Car-Pass when corrections were rejected."""

    class Cause(models.TextChoices):
        TYPING = "typing", _("typing error")
        OTHER_VEHICLE = "other_vehicle", _("reading of another vehicle")
        WRONG_DATE = "wrong_date", _("wrong date")
        MILES = "miles", _("miles reported as kilometres")
        ODOMETER = "odometer", _("odometer repaired or replaced")
        OTHER = "other", _("something else")

    report = TenantOneToOneField(OdometerReport, on_delete=models.PROTECT, related_name="correction_form")
    cause = models.CharField(_("cause"), max_length=13, choices=Cause.choices)
    right_km = models.PositiveIntegerField(_("right reading (km)"))
    right_on = models.DateField(_("right date"))
    explanation = models.TextField(_("explanation"), max_length=1000)
    # An invoice at least: Car-Pass wants to see it.
    proofs = models.CharField(_("proofs attached"), max_length=300)
    place = models.CharField(_("place"), max_length=100)
    made_on = models.DateField(_("date"))
    made_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    pdf_order = TenantForeignKey(PdfOrder, null=True, on_delete=models.PROTECT, related_name="+")
    # To whom it goes as soon as it is drawn; empty for nobody.
    mail_to = models.EmailField(blank=True)

    class Meta:
        verbose_name = _("correction form")
        verbose_name_plural = _("correction forms")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    cause__in=["typing", "other_vehicle", "wrong_date", "miles", "odometer", "other"]
                ),
                name="correction_form_cause",
            ),
            models.CheckConstraint(
                condition=models.Q(right_km__lte=9_999_999), name="correction_form_right_km"
            ),
        ]
        indexes = [
            models.Index("garage", "pdf_order", name="correction_form_by_order"),
        ]

    def __str__(self) -> str:
        return self.report.case_number or str(self.report_id)
