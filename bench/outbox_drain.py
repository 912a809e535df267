"""The sender with a null sink against a bare loop that claims a row, commits, marks it and commits.

The bare loop composes nothing, looks at no blocked address, and keeps no lease; it works on the same table,
under the same row security, with two commits an e-mail. The product composes text and HTML of the activation
mail each time. What neither does is speak SMTP.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from django.conf import settings
from django.db import connection

import bench.sink
from bench.figures import Figure
from bench.lists import make_list
from bench.product import import_list, new_garage
from garageflow.jobs.domain.work import work_until_idle
from garageflow.mail.domain.outbox import OUTBOX
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage

LINES = 2_000
ROUNDS = 5


def measure() -> Iterator[Figure]:
    settings.EMAIL_BACKEND = "bench.sink.NullBackend"
    ratios, product, bare = [], [], []
    for _round in range(ROUNDS):
        garage = _garage_with_mail()
        bare.append(_drain_barely(garage))
        garage = _garage_with_mail()
        product.append(_drain_by_product())
        ratios.append(product[-1] / bare[-1])
    print(f"  bare loop {median(bare):7,.0f} mails/s")
    print(f"  product   {median(product):7,.0f} mails/s")
    yield Figure("product / bare loop, mails a second", median(ratios), ">=", 0.5, f"{ROUNDS} rounds, median")


def _garage_with_mail() -> Garage:
    garage = new_garage()
    import_list(garage, make_list(LINES), send=True)
    return garage


def _drain_by_product() -> float:
    before = bench.sink.sent
    began = time.perf_counter()
    work_until_idle(kinds=[OUTBOX])
    return (bench.sink.sent - before) / (time.perf_counter() - began)


def _drain_barely(garage: Garage) -> float:
    count = 0
    began = time.perf_counter()
    while _claim_and_mark(garage):
        count += 1
    seconds = time.perf_counter() - began
    work_until_idle(kinds=[OUTBOX])
    return count / seconds


def _claim_and_mark(garage: Garage) -> bool:
    with garage_active(garage), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mail_outboxmail SET state = 'sending', attempts = attempts + 1 WHERE id = ("
            " SELECT id FROM mail_outboxmail WHERE state = 'queued' AND due_at <= now()"
            " ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id"
        )
        row: Any = cursor.fetchone()
    if row is None:
        return False
    with garage_active(garage), connection.cursor() as cursor:
        cursor.execute("UPDATE mail_outboxmail SET state = 'sent', sent_at = now() WHERE id = %s", row)
    return True
