from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from autopaspoort.models.passport import Passport
from garageflow.jobs.models import BatchJob
from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel, TenantOneToOneField


class CustomerListQuerySet(models.QuerySet["CustomerList"]):
    def newest_first(self) -> CustomerListQuerySet:
        return self.order_by("-uploaded_at", "-pk")


class CustomerList(TenantModel):
    """A file of customers. Its lines are staged as BatchRows at upload; confirming it makes its batch job."""

    file_name = models.CharField(_("file"), max_length=150)
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    uploaded_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    send_passports = models.BooleanField(_("Send the AutoPaspoorten to the customers?"), default=False)
    # How the file was read: encoding, delimiter, and the notices that the page shows.
    reading = models.JSONField(default=dict)
    lines = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    warned = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    # The batch has worked through the file up to and including this line.
    checkpoint = models.PositiveIntegerField(default=0)
    job = TenantOneToOneField(BatchJob, null=True, on_delete=models.PROTECT, related_name="customer_list")
    content_deleted_at = models.DateTimeField(null=True)

    objects = CustomerListQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer list")
        verbose_name_plural = _("customer lists")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lines=models.F("accepted") + models.F("refused"))
                & models.Q(warned__lte=models.F("accepted")),
                name="customer_list_counts",
            ),
        ]
        indexes = [
            models.Index("garage", "sha256", name="customer_list_file"),
            models.Index("garage", models.F("uploaded_at").desc(), name="customer_list_newest"),
        ]

    def __str__(self) -> str:
        return self.file_name


class BatchRowQuerySet(models.QuerySet["BatchRow"]):
    def fine(self) -> BatchRowQuerySet:
        # "findings=None" would ask for a JSON null.
        return self.filter(outcome=BatchRow.Outcome.PENDING, findings__isnull=True)

    def warned(self) -> BatchRowQuerySet:
        return self.filter(outcome=BatchRow.Outcome.PENDING, findings__isnull=False)

    def failed(self) -> BatchRowQuerySet:
        return self.filter(outcome__in=(BatchRow.Outcome.DUPLICATE, BatchRow.Outcome.REFUSED))


class BatchRow(TenantModel):
    """One line of a customer list: what it said, and what became of it."""

    class Outcome(models.TextChoices):
        PENDING = "pending", _("waiting")
        CREATED = "created", _("created")
        UPDATED = "updated", _("updated")
        UNCHANGED = "unchanged", _("unchanged")
        DUPLICATE = "duplicate", _("double in this file")
        REFUSED = "refused", _("refused")

    customer_list = TenantForeignKey(CustomerList, on_delete=models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField(_("line"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.PENDING)
    # [[code, column, value], …]: why it was refused, or the warnings; null for a plain line.
    findings = models.JSONField(null=True)
    # The cells as they stood in the file, kept only for lines with findings: they fill the error file.
    cells = ArrayField(models.TextField(), null=True)
    plate = models.CharField(max_length=12, blank=True)
    plate_country = models.CharField(max_length=2, blank=True)
    plate_display = models.CharField(max_length=15, blank=True)
    identity = models.CharField(max_length=260, blank=True)
    # Several lines may name one customer; the last one says how he is called and where he lives.
    leads = models.BooleanField(default=True)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    name_key = models.CharField(max_length=201, blank=True)
    email = models.CharField(max_length=254, blank=True)
    street = models.CharField(max_length=150, blank=True)
    house_number = models.CharField(max_length=20, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    vin = models.CharField(max_length=17, blank=True)
    inspection_due_on = models.DateField(null=True)
    passport = TenantForeignKey(Passport, null=True, on_delete=models.PROTECT, related_name="+")
    # The offer that this line caused, as in the outbox's key; 0 when nothing was to be sent.
    offer_round = models.PositiveIntegerField(default=0)

    objects = BatchRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["garage", "customer_list", "line"], name="batch_row_line"),
            models.CheckConstraint(
                condition=models.Q(
                    outcome__in=["pending", "created", "updated", "unchanged", "duplicate", "refused"]
                ),
                name="batch_row_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.outcome}"
