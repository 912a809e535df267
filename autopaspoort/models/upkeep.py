from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from autopaspoort.models.passport import Passport
from garageflow.customers.models import Customer
from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel
from garageflow.vehicles.models import Vehicle


class ExpectedWork(TenantModel):
    """Maintenance that a vehicle will need: by a date, by a distance, or by both, whichever comes first."""

    class Kind(models.TextChoices):
        SMALL_SERVICE = "small_service", _("Small service")
        LARGE_SERVICE = "large_service", _("Large service")
        TYRES = "tyres", _("Tyres")
        BRAKES = "brakes", _("Brakes")
        TIMING_BELT = "timing_belt", _("Timing belt")
        AIRCO = "airco", _("Air conditioning")
        BRAKE_FLUID = "brake_fluid", _("Brake fluid")
        OTHER = "other", _("Other work")

    class State(models.TextChoices):
        OPEN = "open", _("expected")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    vehicle = TenantForeignKey(Vehicle, on_delete=models.PROTECT, related_name="expected_work")
    kind = models.CharField(_("Work"), max_length=14, choices=Kind.choices)
    note = models.CharField(_("note"), max_length=120, blank=True)
    due_on = models.DateField(_("before"), null=True, blank=True)
    due_km = models.PositiveIntegerField(
        _("at (km)"), null=True, blank=True, validators=[MaxValueValidator(9_999_999)]
    )
    # Cents, VAT included.
    cost_cents = models.BigIntegerField(
        _("expected cost incl. VAT"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(10_000_000)],
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    done_on = models.DateField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("expected maintenance")
        verbose_name_plural = _("expected maintenance")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_on__isnull=False) | models.Q(due_km__isnull=False),
                name="expected_work_is_due",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "small_service",
                        "large_service",
                        "tyres",
                        "brakes",
                        "timing_belt",
                        "airco",
                        "brake_fluid",
                        "other",
                    ]
                ),
                name="expected_work_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "dropped"])
                | models.Q(state="done", done_on__isnull=False),
                name="expected_work_state",
            ),
        ]
        indexes = [models.Index("garage", "vehicle", name="expected_work_vehicle")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Reminder(TenantModel):
    """That an owner was reminded: written in the transaction that queues mail and push, once per stage."""

    class Stage(models.TextChoices):
        INSPECTION_60 = "inspection_60", _("inspection, 60 days before")
        INSPECTION_30 = "inspection_30", _("inspection, 30 days before")
        INSPECTION_7 = "inspection_7", _("inspection, 7 days before")
        INSPECTION_AFTER = "inspection_after", _("inspection, too late")
        SERVICE = "service", _("service")

    passport = TenantForeignKey(Passport, on_delete=models.PROTECT, related_name="reminders")
    customer = TenantForeignKey(Customer, on_delete=models.PROTECT, related_name="reminders")
    stage = models.CharField(max_length=18, choices=Stage.choices)
    due_on = models.DateField()
    work = TenantForeignKey(ExpectedWork, null=True, on_delete=models.PROTECT, related_name="reminders")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["garage", "passport", "customer", "stage", "due_on"],
                condition=models.Q(work=None),
                name="reminder_inspection_once",
            ),
            models.UniqueConstraint(
                fields=["garage", "work", "customer"],
                condition=models.Q(work__isnull=False),
                name="reminder_service_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    stage__in=["inspection_60", "inspection_30", "inspection_7", "inspection_after"],
                    work=None,
                )
                | models.Q(stage="service", work__isnull=False),
                name="reminder_stage",
            ),
        ]
        indexes = [models.Index("garage", "customer", name="reminder_by_customer")]

    def __str__(self) -> str:
        return f"{self.stage} {self.due_on}"
