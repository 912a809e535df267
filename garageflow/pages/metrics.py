"""What Prometheus reads: the same figures as /status, so that page and alert never disagree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import connection
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from garageflow.pages.health import PROBLEMS, Status, status


class StatusCollector(Collector):
    """Asks the database at every scrape and keeps nothing."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = status()
        if not connection.in_atomic_block:
            # Each scrape has a thread of its own, which ends with it.
            connection.close()
        yield from _numbers(now)
        yield from _ages(now)
        problem = GaugeMetricFamily(
            "garageflow_problem", "1 while this is wrong: the condition of an alert.", labels=["name"]
        )
        for name in PROBLEMS:
            problem.add_metric([name], float(name in now.problems))
        yield problem


def _numbers(now: Status) -> Iterator[GaugeMetricFamily]:
    for name, words, value in (
        ("due_work", "Pieces of work that are due and that no worker holds.", now.due_count),
        ("expired_leases", "Pieces of work whose worker gave no sign of life in time.", now.expired_leases),
        ("given_up_work", "Pieces of work given up during the last day.", now.given_up_today),
        ("undecided_mails", "E-mails that were interrupted and wait for a person.", now.undecided_mails),
        ("platform_mails_waiting", "E-mails without a garage that are due.", now.platform_mails_waiting),
    ):
        yield GaugeMetricFamily(f"garageflow_{name}", words, value=value)


def _ages(now: Status) -> Iterator[GaugeMetricFamily]:
    for name, words, since in (
        ("oldest_due_work", "Age of the oldest work that is due.", now.oldest_due_at),
        ("last_tick", "Time since beat last ticked.", now.last_tick_at),
        ("last_work", "Time since a worker last looked for work.", now.last_work_at),
        ("oldest_undecided_mail", "Age of the oldest interrupted e-mail.", now.undecided_since),
    ):
        if since is not None:
            yield GaugeMetricFamily(f"garageflow_{name}_seconds", words, value=_seconds(since))


def _seconds(since: datetime) -> float:
    return max(0.0, (timezone.now() - since).total_seconds())
