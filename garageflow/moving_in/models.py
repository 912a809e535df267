from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garageflow.customers.models import Customer
from garageflow.documents.models import Document
from garageflow.jobs.models import BatchJob
from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel, TenantOneToOneField
from garageflow.vehicles.models import Vehicle


class OldNumber(TenantModel):
    """What something was called in the system that the garage comes from: a second move writes nothing."""

    class Kind(models.TextChoices):
        CUSTOMER = "customer", _("customer")
        VEHICLE = "vehicle", _("vehicle")
        # Of a photo: the hash of the file.
        PHOTO = "photo", _("photo")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    number = models.CharField(_("number"), max_length=64)
    customer = TenantForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="+")
    vehicle = TenantForeignKey(Vehicle, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("number in the old system")
        verbose_name_plural = _("numbers in the old system")
        constraints = [
            models.UniqueConstraint(fields=["garage", "kind", "number"], name="old_number_once"),
            models.CheckConstraint(
                condition=models.Q(kind="customer", customer__isnull=False)
                | models.Q(kind__in=["vehicle", "photo"], vehicle__isnull=False),
                name="old_number_kind",
            ),
        ]
        indexes = [
            models.Index(
                "garage", "customer", condition=models.Q(customer__isnull=False), name="old_number_customer"
            )
        ]

    def __str__(self) -> str:
        return self.number


class Move(TenantModel):
    """A zip that an owner brought from the old system: first only checked, then taken over."""

    file_name = models.CharField(_("file"), max_length=150)
    document = TenantForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    uploaded_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    check_job = TenantOneToOneField(
        BatchJob, null=True, on_delete=models.PROTECT, related_name="checked_move"
    )
    take_job = TenantOneToOneField(BatchJob, null=True, on_delete=models.PROTECT, related_name="taken_move")
    # garageflow/moving_in/report.py; of the check until it was taken over.
    report = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("move from another system")
        verbose_name_plural = _("moves from another system")
        indexes = [models.Index("garage", models.F("id").desc(), name="move_newest")]

    def __str__(self) -> str:
        return self.file_name
