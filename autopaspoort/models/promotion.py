from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from autopaspoort.models.passport import Passport
from garageflow.customers.models import Customer
from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel
from garageflow.vehicles.models import Fuel


class Promotion(TenantModel):
    """An offer of the garage to owners who asked for offers: to whom, what, and when it went out."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")

    title = models.CharField(_("Title"), max_length=100)
    body = models.TextField(_("What do you offer?"), max_length=1000)
    # The segment: empty means everybody.
    fuel = models.CharField(_("Fuel"), max_length=13, choices=Fuel.choices, blank=True)
    make = models.CharField(_("Make"), max_length=50, blank=True)
    older_than = models.PositiveSmallIntegerField(
        _("Older than (years)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    inspection_within = models.PositiveSmallIntegerField(
        _("APK within (days)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    state = models.CharField(_("status"), max_length=7, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("sent"), null=True)

    class Meta:
        verbose_name = _("promotion")
        verbose_name_plural = _("promotions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="draft")
                | models.Q(state__in=["sending", "sent"], sent_at__isnull=False),
                name="promotion_state",
            ),
            models.CheckConstraint(condition=models.Q(fuel__in=["", *Fuel.values]), name="promotion_fuel"),
        ]
        indexes = [models.Index("garage", models.F("id").desc(), name="promotion_newest")]

    def __str__(self) -> str:
        return self.title


class PromotionRecipient(TenantModel):
    """That an owner was sent a promotion: once, and not soon after another."""

    promotion = TenantForeignKey(Promotion, on_delete=models.PROTECT, related_name="recipients")
    customer = TenantForeignKey(Customer, on_delete=models.PROTECT, related_name="promotions")
    passport = TenantForeignKey(Passport, on_delete=models.PROTECT, related_name="promotions")
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("recipient of a promotion")
        verbose_name_plural = _("recipients of a promotion")
        constraints = [
            models.UniqueConstraint(
                fields=["garage", "promotion", "customer"], name="promotion_recipient_once"
            )
        ]
        indexes = [models.Index("garage", "customer", "sent_at", name="promotion_of_customer")]

    def __str__(self) -> str:
        return f"{self.promotion_id} {self.customer_id}"
