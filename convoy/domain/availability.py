"""When drivers can work. Nothing declared is not unavailable: it warns and never blocks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from convoy.models import Availability, Driver
from garageflow.audit.domain import record
from garageflow.mail.domain.outbox import queue_mail
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Garage

REMINDER_MAIL = "convoy.availability_reminder"
_FRIDAY = 4


@transaction.atomic
def declare_availability(
    driver: Driver, *, starts_on: date, ends_on: date, is_available: bool, reason: str, by: Actor
) -> Availability:
    row = Availability.objects.create(
        driver=driver, starts_on=starts_on, ends_on=ends_on, is_available=is_available, reason=reason
    )
    record("convoy.availability_declared", driver, by=by, starts_on=str(starts_on), ends_on=str(ends_on))
    return row


def withdraw_availability(row: Availability) -> None:
    row.delete()


def on_days(rows: Iterable[Availability], first: date, last: date) -> list[bool | None]:
    """For each day what was said last about it, None where nothing was."""
    said: dict[date, bool] = {}
    for row in sorted(rows, key=lambda row: (row.entered_at, row.pk)):
        day = max(row.starts_on, first)
        while day <= min(row.ends_on, last):
            said[day] = row.is_available
            day += timedelta(days=1)
    return [said.get(first + timedelta(days=number)) for number in range((last - first).days + 1)]


def remind_of_next_week(garage: Garage, night: date) -> None:
    """Nightly step: on Friday, whoever said nothing about next week."""
    if night.weekday() != _FRIDAY:
        return
    monday = night + timedelta(days=3)
    silent = Driver.objects.active().filter(reminders_by_mail=True, profile_completed_at__isnull=False)
    spoke = Availability.objects.touching(monday, monday + timedelta(days=6)).values("driver")
    for driver in silent.exclude(pk__in=spoke):
        queue_mail(
            REMINDER_MAIL,
            to=driver.email,
            language=driver.language,
            idempotency_key=f"{REMINDER_MAIL}:{driver.pk}:{monday.isoformat()}",
            subject_id=driver.pk,
            monday=monday.isoformat(),
        )
