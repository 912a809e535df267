"""Celery's door to the due work. Tasks carry no payload: a lost or doubled one changes nothing."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from garageflow.jobs.domain import schedule
from garageflow.jobs.domain.work import work_until_idle

logger = logging.getLogger(__name__)

WAKE_UP = 4


@shared_task
def tick() -> None:
    """Every minute, from any number of beats."""
    schedule.tick()
    for _number in range(WAKE_UP):
        work.delay()


@shared_task
def work() -> None:
    work_until_idle(limit=1000)


def nudge_on_commit() -> None:
    """Wake a worker now instead of at the next tick. Without Redis it is the next tick after all."""
    transaction.on_commit(_nudge)


def _nudge() -> None:
    try:
        work.apply_async(retry=False)
    except (OperationalError, OSError):
        logger.warning("no broker: the work waits for the next tick")
