from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel


class EntryQuerySet(models.QuerySet["Entry"]):
    def newest_first(self) -> EntryQuerySet:
        return self.order_by("-at", "-pk")

    def about(self, subject: models.Model, *former_ids: int) -> EntryQuerySet:
        return self.filter(subject_type=subject._meta.label_lower, subject_id__in=(subject.pk, *former_ids))


class Entry(TenantModel):
    """One business event. Append-only: the application's login may neither update nor delete it."""

    at = models.DateTimeField(_("when"), default=timezone.now)
    event = models.CharField(_("event"), max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(_("what"), max_length=200)
    member = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    actor_label = models.CharField(_("who"), max_length=200)
    ip = models.GenericIPAddressField(_("from where"), null=True)
    facts = models.JSONField(default=dict)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index("garage", models.F("at").desc(), models.F("id").desc(), name="audit_newest"),
            models.Index("garage", "subject_type", "subject_id", name="audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.subject_label}"


class PlatformEntry(models.Model):
    """An event without a garage: signing in, platform staff at work. Append-only."""

    at = models.DateTimeField(default=timezone.now)
    event = models.CharField(max_length=60)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ip = models.GenericIPAddressField(null=True)
    facts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("platform audit entry")
        verbose_name_plural = _("platform audit entries")
        indexes = [models.Index(models.F("at").desc(), name="platform_audit_newest")]

    def __str__(self) -> str:
        return self.event
