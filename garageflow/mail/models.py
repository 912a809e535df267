from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garageflow.tenancy.models import Garage, TenantModel


class MailState(models.TextChoices):
    QUEUED = "queued", _("queued")
    SENDING = "sending", _("sending")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    # Interrupted between sending and recording: nobody knows whether it arrived, a person decides.
    UNKNOWN = "unknown", _("doubtful")
    SUPPRESSED = "suppressed", _("suppressed")
    BOUNCED = "bounced", _("bounced")
    CANCELLED = "cancelled", _("cancelled")


_STATES = ["queued", "sending", "sent", "failed", "unknown", "suppressed", "bounced", "cancelled"]


class OutboxMailQuerySet(models.QuerySet["OutboxMail"]):
    def newest_first(self) -> OutboxMailQuerySet:
        return self.order_by("-created_at", "-pk")

    def undecided(self) -> OutboxMailQuerySet:
        return self.filter(state=MailState.UNKNOWN)


class OutboxMail(TenantModel):
    """An e-mail of a garage, written in the transaction of its cause.

    The idempotency key makes a second one impossible. `kind` names the registration that renders it when it
    is sent (garageflow/mail/registry.py), `subject_id` is the row it is about, `params` what else it needs.
    """

    kind = models.CharField(max_length=60)
    idempotency_key = models.CharField(max_length=120)
    to = models.CharField(_("to"), max_length=254)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    subject_id = models.BigIntegerField(null=True)
    params = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=12, choices=MailState.choices, default=MailState.QUEUED)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True)
    # What the mail server answered, as received.
    answer = models.CharField(max_length=300, blank=True)

    # What the sender read of the subject (garageflow/mail/registry.py); no column.
    known: Any = None

    objects = OutboxMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail")
        verbose_name_plural = _("e-mails")
        constraints = [
            models.UniqueConstraint(fields=["garage", "idempotency_key"], name="outbox_mail_once"),
            models.CheckConstraint(condition=models.Q(state__in=_STATES), name="outbox_mail_state"),
            models.CheckConstraint(
                condition=models.Q(language__in=[code for code, _name in settings.LANGUAGES]),
                name="outbox_mail_language",
            ),
        ]
        indexes = [
            models.Index("garage", "due_at", condition=models.Q(state="queued"), name="outbox_mail_queued"),
            models.Index("garage", condition=models.Q(state="sending"), name="outbox_mail_sending"),
            models.Index("garage", condition=models.Q(state="unknown"), name="outbox_mail_unknown"),
            models.Index("garage", "kind", "subject_id", name="outbox_mail_subject"),
            models.Index(
                "garage", models.F("created_at").desc(), models.F("id").desc(), name="outbox_mail_newest"
            ),
            models.Index(
                "garage",
                models.F("created_at").desc(),
                condition=models.Q(state__in=["failed", "bounced"]),
                name="outbox_mail_lost",
            ),
        ]

    @property
    def subject_pk(self) -> int:
        """For kinds that are always about a row."""
        assert self.subject_id is not None
        return self.subject_id

    def __str__(self) -> str:
        return self.to

    @property
    def is_doubtful(self) -> bool:
        return self.state == MailState.UNKNOWN


class UndecidedMails(models.Model):
    """How many doubtful e-mails wait for a person in a garage.

    Shared and without personal data: operators see at /status that there are some without entering a garage.
    """

    garage = models.OneToOneField(Garage, primary_key=True, on_delete=models.PROTECT, related_name="+")
    count = models.PositiveIntegerField()
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("doubtful e-mails of a garage")
        verbose_name_plural = _("doubtful e-mails of garages")

    def __str__(self) -> str:
        return f"{self.garage_id} {self.count}"


class PlatformMail(models.Model):
    """An e-mail without a garage (verification, password reset), rendered when it is queued."""

    kind = models.CharField(max_length=60)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=MailState.choices, default=MailState.QUEUED)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("platform e-mail")
        verbose_name_plural = _("platform e-mails")
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=_STATES), name="platform_mail_state")
        ]
        indexes = [
            models.Index("due_at", condition=models.Q(state="queued"), name="platform_mail_queued"),
            models.Index("lease_until", condition=models.Q(state="sending"), name="platform_mail_sending"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.to}"


class AddressBlock(TenantModel):
    """An address that nothing is sent to: it bounced, complained, or its holder asked for it."""

    class Reason(models.TextChoices):
        BOUNCED = "bounced", _("bounced")
        COMPLAINED = "complained", _("complained")
        UNSUBSCRIBED = "unsubscribed", _("unsubscribed")

    email_key = models.CharField(max_length=254)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("blocked address")
        verbose_name_plural = _("blocked addresses")
        constraints = [
            models.UniqueConstraint(fields=["garage", "email_key"], name="address_block_once"),
            models.CheckConstraint(
                condition=models.Q(reason__in=["bounced", "complained", "unsubscribed"]),
                name="address_block_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email_key} {self.reason}"
