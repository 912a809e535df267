"""How the installation is doing, for load balancers and operators."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import Count, Min, Sum
from django.utils import timezone
from kombu.exceptions import OperationalError

from garageflow.celery import app as celery
from garageflow.jobs.domain.heartbeat import last_beats
from garageflow.jobs.models import DueWork, Heartbeat
from garageflow.mail.models import MailState, PlatformMail, UndecidedMails

# Looked at again after so many seconds: a probe every second must not become a load.
_READY_FOR = 5.0
# The clock ticks every minute; two missed in a row are a fault.
BEAT_IS_LATE = timedelta(minutes=3)
WORK_IS_LATE = timedelta(minutes=10)

# Names an alert can be hung on.
PROBLEMS = ("broker", "tick", "worker", "due_work", "given_up", "undecided_mails")

_ready_until = 0.0


@dataclass(frozen=True, slots=True)
class Status:
    """Progress, not processes: a worker that runs and does nothing looks as bad as none."""

    broker_reachable: bool
    last_tick_at: datetime | None
    last_work_at: datetime | None
    due_count: int
    oldest_due_at: datetime | None
    expired_leases: int
    given_up_today: int
    undecided_mails: int
    undecided_since: datetime | None
    platform_mails_waiting: int

    @property
    def problems(self) -> list[str]:
        now = timezone.now()
        found = {
            "broker": not self.broker_reachable,
            "tick": self.last_tick_at is None or now - self.last_tick_at > BEAT_IS_LATE,
            "worker": self.last_work_at is None or now - self.last_work_at > BEAT_IS_LATE,
            "due_work": self.oldest_due_at is not None and now - self.oldest_due_at > WORK_IS_LATE,
            "given_up": self.given_up_today > 0,
            "undecided_mails": self.undecided_mails > 0,
        }
        return [name for name in PROBLEMS if found[name]]


def why_not_ready() -> str:
    """Empty when this process can serve pages: the database answers and knows every migration.

    A dead broker or worker is no reason: web servers go on without them.
    """
    global _ready_until
    if time.monotonic() < _ready_until:
        return ""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = set(cursor.fetchall())
    except DatabaseError:
        return "no database"
    missing = _migrations_on_disk() - applied
    if missing:
        return "unapplied migrations: " + ", ".join(sorted(f"{app}.{name}" for app, name in missing))
    _ready_until = time.monotonic() + _READY_FOR
    return ""


@cache
def _migrations_on_disk() -> frozenset[tuple[str, str]]:
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    return frozenset(loader.disk_migrations)


def status() -> Status:
    now = timezone.now()
    due = DueWork.objects.filter(finished_at=None, due_at__lte=now)
    waiting = due.filter(lease_until=None).aggregate(count=Count("pk"), oldest=Min("due_at"))
    undecided = UndecidedMails.objects.filter(count__gt=0).aggregate(count=Sum("count"), since=Min("since"))
    given_up = DueWork.objects.filter(finished_at__gte=now - timedelta(days=1)).exclude(last_error="")
    beats = last_beats()
    return Status(
        broker_reachable=_is_broker_reachable(),
        last_tick_at=beats.get(Heartbeat.Name.TICK),
        last_work_at=beats.get(Heartbeat.Name.WORKER),
        due_count=waiting["count"],
        oldest_due_at=waiting["oldest"],
        expired_leases=due.filter(lease_until__lt=now).count(),
        given_up_today=given_up.count(),
        undecided_mails=undecided["count"] or 0,
        undecided_since=undecided["since"],
        platform_mails_waiting=PlatformMail.objects.filter(state=MailState.QUEUED, due_at__lte=now).count(),
    )


def _is_broker_reachable() -> bool:
    with celery.connection_for_write() as broker:
        try:
            broker.ensure_connection(max_retries=1, timeout=2)
        except (OperationalError, OSError):
            return False
    return True
