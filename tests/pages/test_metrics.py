from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest

from garageflow.jobs.domain.heartbeat import beat
from garageflow.jobs.models import DueWork, Heartbeat
from garageflow.pages import health
from garageflow.pages.metrics import StatusCollector


@pytest.fixture
def scraped(db, monkeypatch):
    monkeypatch.setattr(health, "_is_broker_reachable", lambda: True)
    registry = CollectorRegistry()
    registry.register(StatusCollector())

    def scrape() -> dict[str, float]:
        lines = generate_latest(registry).decode().splitlines()
        pairs = [line.rsplit(" ", 1) for line in lines if not line.startswith("#")]
        return {name: float(value) for name, value in pairs}

    return scrape


def test_a_monitor_sees_that_all_is_well(scraped):
    beat(Heartbeat.Name.TICK)
    beat(Heartbeat.Name.WORKER)

    figures = scraped()

    problems = {name: value for name, value in figures.items() if name.startswith("garageflow_problem")}
    assert problems == {f'garageflow_problem{{name="{name}"}}': 0.0 for name in health.PROBLEMS}
    assert figures["garageflow_due_work"] == 0
    assert 0 <= figures["garageflow_last_tick_seconds"] < 60


def test_a_monitor_sees_work_that_nobody_does(scraped, peeters):
    DueWork.objects.create(garage=peeters, kind="x", key="1", due_at=timezone.now() - timedelta(minutes=11))

    figures = scraped()

    assert figures["garageflow_due_work"] == 1
    assert 660 <= figures["garageflow_oldest_due_work_seconds"] < 720
    assert figures['garageflow_problem{name="due_work"}'] == 1
    assert figures['garageflow_problem{name="worker"}'] == 1
