"""Due work: enqueue, claim with a lease, write behind a fence, finish.

PostgreSQL is the queue (house style, section 12).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import OperationalError, close_old_connections, connection, transaction
from django.utils import timezone

from garageflow.failpoints import fail_point
from garageflow.jobs.domain.heartbeat import beat
from garageflow.jobs.models import DueWork, Heartbeat
from garageflow.jobs.registry import kind_of
from garageflow.stopping import is_asked_to_stop
from garageflow.tenancy.active import active_garage, garage_active
from garageflow.tenancy.models import Garage

logger = logging.getLogger(__name__)

# How often a piece of work may fail in a row before it is given up, and the pause after each failure. A
# database that is away comes back by itself, so that is tried sooner and longer.
MAX_FAILURES = 5
MAX_DATABASE_FAILURES = 12
# A handler gives its place to others after this many seconds, so that a long list holds nobody up.
TURN_SECONDS = 5.0


class LeaseLost(Exception):
    """Another worker has taken this work over: whatever was about to be written is not."""


# For a statement that does much and little each time: put it first in a WITH, and write nothing if it returns
# no row. Everything else uses Claim.fenced().
EXTEND_LEASE = """
UPDATE jobs_duework SET lease_until = clock_timestamp() + make_interval(secs => %(lease_seconds)s)
WHERE id = %(work_id)s AND attempt = %(work_attempt)s AND finished_at IS NULL
RETURNING id
"""


@dataclass(slots=True)
class Claim:
    """A piece of work held by this process until its lease ends."""

    work_id: int
    garage: Garage
    kind: str
    key: str
    attempt: int
    failures: int
    turn_ends: float
    # Whether the handler has let go of it, in the transaction of its last write: whoever makes the same work
    # due after that transaction must not be overwritten.
    is_over: bool = False

    @property
    def turn_is_over(self) -> bool:
        return is_asked_to_stop() or time.monotonic() > self.turn_ends

    @contextmanager
    def fenced(self) -> Iterator[Garage]:
        """garage_active(), extending the lease in the same transaction. Raises LeaseLost if it is gone.

        The row stays locked until the transaction ends: nobody can take the work over while it is written.
        """
        with garage_active(self.garage) as garage:
            self.extend()
            yield garage

    def extend(self) -> None:
        """Raises LeaseLost. The row stays locked until the transaction ends."""
        with connection.cursor() as cursor:
            cursor.execute(EXTEND_LEASE, self.fence)
            if cursor.rowcount != 1:
                raise LeaseLost

    @property
    def fence(self) -> dict[str, int]:
        """What EXTEND_LEASE asks for."""
        return {
            "lease_seconds": settings.WORK_LEASE_SECONDS,
            "work_id": self.work_id,
            "work_attempt": self.attempt,
        }

    def finish(self) -> None:
        """Mark the work as done, in the transaction of its last write if there is one."""
        changed = DueWork.objects.filter(pk=self.work_id, attempt=self.attempt, finished_at=None).update(
            finished_at=timezone.now(), lease_until=None, last_error=""
        )
        if not changed:
            raise LeaseLost
        self.is_over = True

    def give_back(self, due_at: datetime) -> None:
        """Let go of the work until `due_at`. Does nothing if it is finished or somebody else's by now."""
        DueWork.objects.filter(pk=self.work_id, attempt=self.attempt, finished_at=None).update(
            due_at=due_at, lease_until=None, failures=0, last_error=""
        )
        self.is_over = True


def lease() -> timedelta:
    return timedelta(seconds=settings.WORK_LEASE_SECONDS)


def enqueue(kind: str, key: str | int, *, due_at: datetime | None = None) -> None:
    """Make work of the active garage due, in the transaction of its cause. Known work is made due again,
    and never later than it was."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO jobs_duework AS work
                (garage_id, kind, key, due_at, attempt, failures, last_error, created_at)
            VALUES (%s, %s, %s, %s, 0, 0, '', now())
            ON CONFLICT (garage_id, kind, key) DO UPDATE
                SET due_at = CASE WHEN work.finished_at IS NULL THEN least(work.due_at, excluded.due_at)
                                  ELSE excluded.due_at END,
                    failures = 0, finished_at = NULL
            """,
            [active_garage().pk, kind, str(key), due_at or timezone.now()],
        )


def withdraw(kind: str, key: str | int) -> bool:
    """Remove work of the active garage that no worker holds. False if a worker has begun."""
    work = (
        DueWork.objects.select_for_update()
        .filter(garage=active_garage(), kind=kind, key=str(key), finished_at=None)
        .first()
    )
    if work is None or work.attempt:
        return False
    work.delete()
    return True


def claim_next(*, turn_seconds: float = TURN_SECONDS, kinds: list[str] | None = None) -> Claim | None:
    """Take the work that has been due longest and that nobody holds. Commits before it returns."""
    now = timezone.now()
    with transaction.atomic():
        due = DueWork.objects.claimable(now).filter(garage__is_active=True)
        if kinds is not None:
            due = due.filter(kind__in=kinds)
        work = (
            due.order_by("due_at", "pk")
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("garage")
            .first()
        )
        if work is None:
            return None
        if work.lease_until is not None:
            logger.warning("taking over %s of garage %s: its worker is gone", work.kind, work.garage_id)
        work.attempt += 1
        work.lease_until = now + lease()
        work.save(update_fields=["attempt", "lease_until"])
    fail_point("jobs.after_claim")
    return Claim(
        work_id=work.pk,
        garage=work.garage,
        kind=work.kind,
        key=work.key,
        attempt=work.attempt,
        failures=work.failures,
        turn_ends=time.monotonic() + turn_seconds,
    )


def run(claim: Claim) -> None:
    """Do a claimed piece of work. Never raises for what the work did wrong: that ends on its row."""
    try:
        again_at = kind_of(claim.kind).handler(claim)
    except LeaseLost:
        logger.warning("lost the lease of %s in garage %s", claim.kind, claim.garage.pk)
        return
    except Exception as error:
        logger.exception("%s of garage %s failed", claim.kind, claim.garage.pk)
        _record_failure(claim, error)
        return
    if claim.is_over:
        # The handler let go of it itself, in its own transaction.
        return
    if again_at is not None:
        claim.give_back(again_at)
        return
    try:
        claim.finish()
    except LeaseLost:
        return


def work_until_idle(*, limit: int | None = None, kinds: list[str] | None = None) -> int:
    """Claim and run until nothing is due, or the worker is asked to end. Returns the number of claims."""
    count = 0
    beat(Heartbeat.Name.WORKER)
    while (limit is None or count < limit) and not is_asked_to_stop():
        # A connection that broke under the last piece of work is not used for the next.
        _drop_old_connections()
        claim = claim_next(kinds=kinds)
        if claim is None:
            break
        run(claim)
        beat(Heartbeat.Name.WORKER)
        count += 1
    return count


def _drop_old_connections() -> None:
    """Never inside somebody's transaction: Django would take the missing autocommit for a fault and close."""
    if not connection.in_atomic_block:
        close_old_connections()


def _record_failure(claim: Claim, error: Exception) -> None:
    """Try again later; after too many failures in a row it is over, and the handler's hook tells somebody."""
    failures = claim.failures + 1
    if isinstance(error, OperationalError):
        _drop_old_connections()
        pause, over = timedelta(seconds=min(2**failures, 300)), failures >= MAX_DATABASE_FAILURES
    else:
        pause, over = timedelta(minutes=2 ** (failures - 1)), failures >= MAX_FAILURES
    changed = DueWork.objects.filter(pk=claim.work_id, attempt=claim.attempt, finished_at=None).update(
        failures=failures,
        last_error=type(error).__name__[:200],
        lease_until=None,
        due_at=timezone.now() + pause,
        finished_at=timezone.now() if over else None,
    )
    if changed and over:
        on_failed = kind_of(claim.kind).on_failed
        if on_failed is not None:
            on_failed(claim, error)
