from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel


class PushSubscription(TenantModel):
    """A browser that its owner allowed to show messages of this garage (RFC 8030, Push API)."""

    member = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="push_subscriptions")
    endpoint = models.CharField(max_length=1000)
    endpoint_sha256 = models.CharField(max_length=64)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=60)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("telephone with messages")
        verbose_name_plural = _("telephones with messages")
        constraints = [
            models.UniqueConstraint(
                fields=["garage", "member", "endpoint_sha256"], name="push_subscription_once"
            )
        ]

    def __str__(self) -> str:
        return self.endpoint[:40]


class PushMessage(TenantModel):
    """To every browser of a member: written in the transaction of its cause, sent once at most."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENDING = "sending", _("sending")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    member = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="push_messages")
    idempotency_key = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    body = models.CharField(max_length=300)
    path = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("message on the telephone")
        verbose_name_plural = _("messages on the telephone")
        constraints = [
            models.UniqueConstraint(fields=["garage", "idempotency_key"], name="push_message_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "sending", "sent", "failed"]),
                name="push_message_state",
            ),
        ]
        indexes = [
            models.Index(
                "garage", "id", condition=models.Q(state__in=["queued", "sending"]), name="push_message_open"
            )
        ]

    def __str__(self) -> str:
        return self.title
