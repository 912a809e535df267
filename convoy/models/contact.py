from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from convoy.models.driver import Driver
from convoy.models.mission import Mission
from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel


class Thread(TenantModel):
    """A question of a driver to the garage, with its answers."""

    class Subject(models.TextChoices):
        LOGISTICS = "logistics", _("a trip or a mission")
        BILLING = "billing", _("invoices and payments")
        DOCUMENTS = "documents", _("my documents and account")
        CERTIFICATION = "certification", _("certifications")
        DAMAGE = "damage", _("damage or breakdown")
        OTHER = "other", _("something else")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed")

    driver = TenantForeignKey(Driver, on_delete=models.PROTECT, related_name="threads")
    mission = TenantForeignKey(
        Mission, null=True, blank=True, on_delete=models.PROTECT, related_name="threads"
    )
    subject = models.CharField(_("subject"), max_length=15, choices=Subject.choices)
    title = models.CharField(_("in a few words"), max_length=120)
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("message thread")
        verbose_name_plural = _("message threads")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    subject__in=[
                        "logistics",
                        "billing",
                        "documents",
                        "certification",
                        "damage",
                        "other",
                    ]
                ),
                name="thread_subject",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "answered", "closed"]), name="thread_state"
            ),
        ]
        indexes = [
            models.Index("garage", "state", models.F("changed_at").desc(), name="thread_by_state"),
            models.Index("garage", "driver", models.F("changed_at").desc(), name="thread_by_driver"),
        ]

    def __str__(self) -> str:
        return self.title


class Message(TenantModel):
    thread = TenantForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    text = models.TextField(_("message"), max_length=3000)
    is_from_driver = models.BooleanField()
    written_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    author = models.CharField(max_length=100)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index("garage", "thread", "id", name="message_by_thread")]

    def __str__(self) -> str:
        return self.text[:50]
