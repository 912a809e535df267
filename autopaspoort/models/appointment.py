from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from autopaspoort.models.passport import Passport
from garageflow.customers.models import Customer
from garageflow.tenancy.models import TenantForeignKey, TenantModel


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def waiting(self) -> AppointmentQuerySet:
        """For the garage to answer."""
        return self.filter(state=Appointment.State.ASKED)

    def coming(self) -> AppointmentQuerySet:
        return self.exclude(state=Appointment.State.CANCELLED)


class Appointment(TenantModel):
    """Asked by the customer, proposed by the garage, confirmed by the customer; each side may cancel."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        PROPOSED = "proposed", _("proposed")
        CONFIRMED = "confirmed", _("confirmed")
        CANCELLED = "cancelled", _("cancelled")

    class Reason(models.TextChoices):
        INSPECTION = "inspection", _("Inspection (APK)")
        SERVICE = "service", _("Service")
        ADVICE = "advice", _("Repair that I approved")
        WARNING_LIGHT = "warning_light", _("A warning light is on")
        TYRES = "tyres", _("Change tyres")
        OTHER = "other", _("Something else")

    passport = TenantForeignKey(Passport, on_delete=models.PROTECT, related_name="appointments")
    # His, and not the car's: it does not travel when the car is sold.
    customer = TenantForeignKey(Customer, on_delete=models.PROTECT, related_name="appointments")
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.ASKED)
    reason = models.CharField(_("What is it about?"), max_length=14, choices=Reason.choices)
    wish = models.CharField(_("What should we know?"), max_length=500, blank=True)
    wanted_on = models.DateField(_("Which day suits you?"), null=True, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    starts_at = models.DateTimeField(null=True)
    minutes = models.PositiveSmallIntegerField(default=60)
    # Grows with every change of the confirmed moment, so that a calendar replaces what it had (RFC 5545).
    sequence = models.PositiveSmallIntegerField(default=0)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["asked", "proposed", "cancelled"])
                | models.Q(state="confirmed", starts_at__isnull=False),
                name="appointment_state",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    reason__in=["inspection", "service", "advice", "warning_light", "tyres", "other"]
                ),
                name="appointment_reason",
            ),
        ]
        indexes = [
            models.Index("garage", "state", "starts_at", name="appointment_by_state"),
            models.Index("garage", "customer", name="appointment_by_customer"),
            models.Index("garage", "passport", name="appointment_by_passport"),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.passport_id}"


class AppointmentProposal(TenantModel):
    """A moment that the garage offers. Confirming one ends the others."""

    appointment = TenantForeignKey(Appointment, on_delete=models.PROTECT, related_name="proposals")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["garage", "appointment", "starts_at"], name="appointment_proposal_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"
