from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carpass.models.account import CarPassAccount
from carpass.models.document import CarPassDocument
from garageflow.jobs.models import BatchJob
from garageflow.tenancy.models import TenantForeignKey, TenantModel
from garageflow.vehicles.models import Vehicle


class RenewalQuerySet(models.QuerySet["Renewal"]):
    def open(self) -> RenewalQuerySet:
        return self.filter(state__in=[Renewal.State.QUEUED, Renewal.State.SENT])

    def failed(self) -> RenewalQuerySet:
        return self.filter(state=Renewal.State.FAILED)

    def newest_first(self) -> RenewalQuerySet:
        return self.order_by("-pk")


class Renewal(TenantModel):
    """One vehicle's new history link: an observation with its reading, then the history of that.

    What is sent is kept as it was: the key makes a repeated call the same observation, so the content must
    be the same too.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waits")
        SENT = "sent", _("at Car-Pass")
        DONE = "done", _("renewed")
        FAILED = "failed", _("failed")

    job = TenantForeignKey(BatchJob, on_delete=models.PROTECT, related_name="car_pass_renewals")
    vehicle = TenantForeignKey(Vehicle, on_delete=models.PROTECT, related_name="car_pass_renewals")
    account = TenantForeignKey(CarPassAccount, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("status"), max_length=6, choices=State.choices, default=State.QUEUED)
    vin = models.CharField(max_length=17, blank=True)
    km = models.PositiveIntegerField(null=True)
    observed_on = models.DateField()
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    idempotency_key = models.CharField(max_length=40)
    # Of the observation at Car-Pass, once it is known.
    guid = models.CharField(max_length=36, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    # Why it failed: a code of ours or of Car-Pass, and the words of Car-Pass as received.
    code = models.CharField(max_length=60, blank=True)
    message = models.CharField(max_length=500, blank=True)
    document = TenantForeignKey(CarPassDocument, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True)

    objects = RenewalQuerySet.as_manager()

    class Meta:
        verbose_name = _("renewal of a Car-Pass")
        verbose_name_plural = _("renewals of Car-Passes")
        constraints = [
            # A double click, or two people at once: one request.
            models.UniqueConstraint(
                fields=["garage", "vehicle"],
                condition=models.Q(state__in=["queued", "sent"]),
                name="renewal_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "sent", "done", "failed"]), name="renewal_state"
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=[code for code, _name in settings.LANGUAGES]),
                name="renewal_language",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="done") | models.Q(document__isnull=False), name="renewal_done"
            ),
        ]
        indexes = [
            models.Index("garage", "job", name="renewal_by_job"),
            models.Index("garage", "vehicle", models.F("id").desc(), name="renewal_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.vehicle} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.SENT)
