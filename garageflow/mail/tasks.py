from __future__ import annotations

import logging

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from garageflow.mail.domain.platform import send_platform_mail as send_all
from garageflow.mail.domain.retention import remove_old_platform_mail

logger = logging.getLogger(__name__)


@shared_task
def send_platform_mail() -> None:
    send_all()
    remove_old_platform_mail()


def nudge_platform_mail() -> None:
    transaction.on_commit(_nudge)


def _nudge() -> None:
    try:
        send_platform_mail.apply_async(retry=False)
    except (OperationalError, OSError):
        logger.warning("no broker: platform mail waits for the next tick")
