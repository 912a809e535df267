from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from autopaspoort.models.passport import Passport
from garageflow.customers.models import Customer
from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel


class OwnershipQuerySet(models.QuerySet["Ownership"]):
    def current(self) -> OwnershipQuerySet:
        return self.filter(ended_at=None, passport__state=Passport.State.ACCEPTED)

    def of(self, member: Member) -> OwnershipQuerySet:
        return self.current().filter(member=member)


class Ownership(TenantModel):
    """Somebody holds an accepted passport: what the portal shows him follows from this row alone.

    It begins when he accepts and ends when the car is sold or the passport archived. What is private to an
    owner (documents, appointments) points to it or to his customer: nothing of it travels with the car.
    """

    passport = TenantForeignKey(Passport, on_delete=models.PROTECT, related_name="ownerships")
    customer = TenantForeignKey(Customer, on_delete=models.PROTECT, related_name="ownerships")
    member = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="ownerships")
    began_at = models.DateTimeField(_("since"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = OwnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("ownership")
        verbose_name_plural = _("ownerships")
        constraints = [
            models.UniqueConstraint(
                fields=["garage", "passport"],
                condition=models.Q(ended_at=None),
                name="ownership_one_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                "garage", "member", condition=models.Q(ended_at__isnull=True), name="ownership_by_member"
            ),
            models.Index("garage", "customer", name="ownership_by_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.passport_id} {self.began_at:%Y-%m-%d}"


class Consent(TenantModel):
    """What a customer said about one purpose on one channel. Without a row the purpose's default holds."""

    class Purpose(models.TextChoices):
        INSPECTION = "inspection", _("Inspection (APK)")
        SERVICE = "service", _("Service")
        WORKSHOP = "workshop", _("Checks and appointments")
        PROMOTION = "promotion", _("Offers of the garage")

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        PUSH = "push", _("message on the telephone")

    customer = TenantForeignKey(Customer, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    is_granted = models.BooleanField()
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(fields=["garage", "customer", "purpose", "channel"], name="consent_once"),
            models.CheckConstraint(
                condition=models.Q(purpose__in=["inspection", "service", "workshop", "promotion"]),
                name="consent_purpose",
            ),
            models.CheckConstraint(condition=models.Q(channel__in=["email", "push"]), name="consent_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.channel} {self.is_granted}"
