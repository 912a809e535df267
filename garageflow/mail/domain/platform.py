"""E-mails without a garage: verification, password reset, security notices."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from garageflow.failpoints import fail_point
from garageflow.mail.domain.sender import BACKOFF, InDoubt, Refused, deliver
from garageflow.mail.models import MailState, PlatformMail

LEASE = timedelta(minutes=2)


def queue_platform_mail(kind: str, *, to: str, subject: str, text: str, html: str = "") -> PlatformMail:
    return PlatformMail.objects.create(kind=kind, to=to, subject=subject, text=text, html=html)


def send_platform_mail() -> int:
    """Send what is due, one at a time. An interrupted one is sent again: somebody waits for its link."""
    count = 0
    while (mail := _claim()) is not None:
        fail_point("platform_mail.after_claim")
        _send(mail)
        count += 1
    return count


def _claim() -> PlatformMail | None:
    now = timezone.now()
    with transaction.atomic():
        mail = (
            PlatformMail.objects.filter(
                Q(state=MailState.QUEUED, due_at__lte=now) | Q(state=MailState.SENDING, lease_until__lt=now)
            )
            .order_by("due_at")
            .select_for_update(skip_locked=True)
            .first()
        )
        if mail is None:
            return None
        mail.state, mail.lease_until = MailState.SENDING, now + LEASE
        mail.attempts += 1
        mail.save(update_fields=["state", "lease_until", "attempts"])
    return mail


def _send(mail: PlatformMail) -> None:
    seed = f"{settings.SITE_URL}:platform:{mail.pk}"
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.to],
        headers={
            "Message-ID": f"<{hashlib.sha256(seed.encode()).hexdigest()[:32]}@{domain}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    connection = get_connection()
    try:
        deliver(connection, message)
    except (Refused, InDoubt) as problem:
        _try_later(mail, problem)
    else:
        # The text holds a link that works: it is not kept once it is on its way.
        _save(mail, state=MailState.SENT, sent_at=timezone.now(), text="", html="")
    finally:
        connection.close()


def _try_later(mail: PlatformMail, problem: Exception) -> None:
    permanent = isinstance(problem, Refused) and problem.permanent
    if permanent or mail.attempts > len(BACKOFF):
        _save(mail, state=MailState.FAILED, answer=str(problem)[:300], text="", html="")
        return
    due_at = timezone.now() + timedelta(minutes=BACKOFF[mail.attempts - 1])
    _save(mail, state=MailState.QUEUED, answer=str(problem)[:300], due_at=due_at)


def _save(mail: PlatformMail, **values: object) -> None:
    PlatformMail.objects.filter(pk=mail.pk, attempts=mail.attempts, state=MailState.SENDING).update(**values)
