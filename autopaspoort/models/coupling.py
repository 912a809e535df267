"""The coupling with a garage's own software (GMS): keys, calls that must count once, and the webhook."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garageflow.crypto import EncryptedTextField
from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def valid(self) -> ApiKeyQuerySet:
        return self.filter(revoked_at=None)


class ApiKey(TenantModel):
    """The secret itself is shown once and never kept: only its hash is."""

    name = models.CharField(_("name"), max_length=60)
    # The first letters, by which people tell keys apart.
    prefix = models.CharField(_("begins with"), max_length=12)
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    created_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    last_used_on = models.DateField(_("last used"), null=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("key of the coupling")
        verbose_name_plural = _("keys of the coupling")
        constraints = [models.UniqueConstraint(fields=["garage", "sha256"], name="api_key_once")]

    def __str__(self) -> str:
        return self.name


class ApiCall(TenantModel):
    """A call with an Idempotency-Key and what was answered: the same call again changes nothing."""

    api_key = TenantForeignKey(ApiKey, on_delete=models.PROTECT, related_name="calls")
    idempotency_key = models.CharField(max_length=100)
    # Of method, address and content: the same key with another content is a mistake of the caller.
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("call of the coupling")
        verbose_name_plural = _("calls of the coupling")
        constraints = [
            models.UniqueConstraint(fields=["garage", "api_key", "idempotency_key"], name="api_call_once")
        ]
        indexes = [models.Index("garage", "created_at", name="api_call_age")]

    def __str__(self) -> str:
        return self.idempotency_key


class Webhook(TenantModel):
    """Where events are sent to; one per garage. The secret is encrypted, because it signs."""

    url = models.URLField(_("Address (https)"), max_length=500)
    encrypted_secret = EncryptedTextField()
    is_on = models.BooleanField(_("switched on"), default=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints = [models.UniqueConstraint(fields=["garage"], name="webhook_once")]

    def __str__(self) -> str:
        return self.url


class WebhookDelivery(TenantModel):
    """One event on its way: written in the transaction of its cause, sent at least once."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENDING = "sending", _("sending")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    # By which the receiver knows a second copy.
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    event = models.CharField(_("event"), max_length=60)
    content = models.JSONField(default=dict)
    state = models.CharField(_("status"), max_length=8, choices=State.choices, default=State.QUEUED)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("delivery of the webhook")
        verbose_name_plural = _("deliveries of the webhook")
        constraints = [
            models.UniqueConstraint(fields=["garage", "uid"], name="webhook_delivery_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "sending", "sent", "failed"]),
                name="webhook_delivery_state",
            ),
        ]
        indexes = [
            models.Index(
                "garage",
                "due_at",
                condition=models.Q(state__in=["queued", "sending"]),
                name="webhook_delivery_open",
            ),
            models.Index("garage", models.F("id").desc(), name="webhook_delivery_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.uid}"
