from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garageflow.tenancy.models import Garage, Member, TenantForeignKey, TenantModel


class DueWorkQuerySet(models.QuerySet["DueWork"]):
    def claimable(self, now: datetime) -> DueWorkQuerySet:
        """Due, not finished, and held by nobody or by a worker that gave no sign of life within its lease."""
        return self.filter(finished_at=None, due_at__lte=now).filter(
            models.Q(lease_until=None) | models.Q(lease_until__lt=now)
        )


class DueWork(models.Model):
    """Work of a garage that is due at a moment. Shared and without personal data, so that a worker finds work
    without entering every garage; a garage is entered once per piece of work.

    `attempt` is the fence: it grows with every claim, and a worker that lost its lease writes nothing.
    """

    garage = models.ForeignKey(Garage, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=60)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempt = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    objects = DueWorkQuerySet.as_manager()

    class Meta:
        verbose_name = _("due work")
        verbose_name_plural = _("due work")
        constraints = [models.UniqueConstraint(fields=["garage", "kind", "key"], name="due_work_once")]
        indexes = [
            models.Index("due_at", condition=models.Q(finished_at=None), name="due_work_open"),
            models.Index("finished_at", name="due_work_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.garage_id} {self.kind} {self.key}"


class BatchJobQuerySet(models.QuerySet["BatchJob"]):
    def newest_first(self) -> BatchJobQuerySet:
        return self.order_by("-created_at", "-pk")


class BatchJob(TenantModel):
    """Background work as a person sees it: what, how far, how it ended."""

    class State(models.TextChoices):
        NOT_STARTED = "not_started", _("Not started")
        RUNNING = "running", _("Running")
        COMPLETED = "completed", _("Completed")
        COMPLETED_WITH_ERRORS = "completed_with_errors", _("Completed with errors")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=200)
    state = models.CharField(_("status"), max_length=25, choices=State.choices, default=State.NOT_STARTED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    planned_for = models.DateTimeField(_("planned for"), null=True)
    created_at = models.DateTimeField(_("date"), default=timezone.now)
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    # A code that the kind's registration turns into words (garageflow/jobs/registry.py), never a traceback.
    error = models.CharField(max_length=60, blank=True)
    requested_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")

    objects = BatchJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch job")
        verbose_name_plural = _("batch jobs")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "not_started",
                        "running",
                        "completed",
                        "completed_with_errors",
                        "failed",
                        "cancelled",
                    ]
                ),
                name="batch_job_state",
            ),
            models.CheckConstraint(
                condition=models.Q(done__lte=models.F("total")), name="batch_job_progress"
            ),
        ]
        indexes = [
            models.Index(
                "garage", models.F("created_at").desc(), models.F("id").desc(), name="batch_job_newest"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_finished(self) -> bool:
        return self.state not in (self.State.NOT_STARTED, self.State.RUNNING)

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


class NightStep(TenantModel):
    """What one step of a night did, for the owner's page: only where there is something to tell."""

    night = models.DateField(_("night"))
    step = models.CharField(_("step"), max_length=60)
    count = models.PositiveIntegerField(_("number"), default=0)
    has_failed = models.BooleanField(_("failed"), default=False)

    class Meta:
        verbose_name = _("step of a night")
        verbose_name_plural = _("steps of nights")
        constraints = [models.UniqueConstraint(fields=["garage", "night", "step"], name="night_step_once")]

    def __str__(self) -> str:
        return f"{self.night} {self.step}"


class Heartbeat(models.Model):
    """When beat and the workers last did something. Shared: it says nothing about any garage."""

    class Name(models.TextChoices):
        TICK = "tick", _("clock (beat)")
        WORKER = "worker", _("workers")

    name = models.CharField(max_length=20, primary_key=True, choices=Name.choices)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("sign of life")
        verbose_name_plural = _("signs of life")
        constraints = [
            models.CheckConstraint(condition=models.Q(name__in=["tick", "worker"]), name="heartbeat_name")
        ]

    def __str__(self) -> str:
        return self.name
