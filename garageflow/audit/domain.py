from __future__ import annotations

from typing import Any

from django.db import models

from garageflow.audit.models import Entry, PlatformEntry
from garageflow.audit.signals import recorded
from garageflow.tenancy.actor import Actor


def record(event: str, subject: models.Model, *, by: Actor, **facts: Any) -> Entry:
    """One entry for one business event, in the transaction of its cause. `event` is `app.past_fact`."""
    entry = Entry.objects.create(
        event=event,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_label=str(subject)[:200],
        member=by.member,
        actor_label=by.label[:200],
        ip=by.ip,
        facts=facts,
    )
    recorded.send(sender=type(subject), event=event, subject=subject, facts=facts, actor=by)
    return entry


def record_on_platform(event: str, *, user: Any, ip: str | None, **facts: Any) -> PlatformEntry:
    return PlatformEntry.objects.create(event=event, user=user, ip=ip, facts=facts)
