"""Forgetting e-mails: that one was sent stays known, to whom and with what does not."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from garageflow.mail.models import MailState, OutboxMail, PlatformMail
from garageflow.tenancy.models import Garage

# These wait for the sender or for a person, however old they are.
_OPEN = (MailState.QUEUED, MailState.SENDING, MailState.UNKNOWN)
_PLATFORM_MAIL_KEPT = timedelta(days=90)


def forget_old_mails(garage: Garage, night: date) -> int:
    """Nightly step. The row and its idempotency key stay: nothing is ever sent a second time."""
    before = timezone.now() - timedelta(days=settings.MAIL_KEEP_DAYS)
    old = OutboxMail.objects.filter(created_at__lt=before).exclude(state__in=_OPEN).exclude(to="")
    return old.update(to="", params={}, answer="")


def remove_old_platform_mail() -> None:
    old = PlatformMail.objects.filter(created_at__lt=timezone.now() - _PLATFORM_MAIL_KEPT)
    old.exclude(state__in=_OPEN).delete()
