from __future__ import annotations

from datetime import timedelta

import pytest
from celery import Celery
from django.db import OperationalError
from django.utils import timezone

from garageflow.jobs.domain.heartbeat import beat
from garageflow.jobs.models import DueWork, Heartbeat
from garageflow.mail.models import PlatformMail, UndecidedMails
from garageflow.pages import health
from tests.pages.conftest import signed_in


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(health, "_ready_until", 0.0)


@pytest.fixture
def alive(db, monkeypatch):
    """Broker, beat and workers as they should be."""
    monkeypatch.setattr(health, "_is_broker_reachable", lambda: True)
    beat(Heartbeat.Name.TICK)
    beat(Heartbeat.Name.WORKER)


def test_healthz_asks_nobody(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert (response.status_code, response.text) == (200, "ok\n")


def test_readyz_asks_the_database(client, db):
    response = client.get("/readyz")

    assert (response.status_code, response.text) == (200, "ok\n")


def test_readyz_asks_once_in_a_few_seconds(client, db, django_assert_num_queries):
    client.get("/readyz")

    with django_assert_num_queries(0):
        assert client.get("/readyz").status_code == 200


def test_readyz_names_migrations_that_are_missing(client, db, monkeypatch):
    known = health._migrations_on_disk()
    monkeypatch.setattr(health, "_migrations_on_disk", lambda: known | {("tenancy", "9999_next")})

    response = client.get("/readyz")

    assert (response.status_code, response.text) == (503, "unapplied migrations: tenancy.9999_next\n")


def test_readyz_without_a_database(client, db, monkeypatch):
    class Unreachable:
        def cursor(self):
            raise OperationalError

    monkeypatch.setattr(health, "connection", Unreachable())

    response = client.get("/readyz")

    assert (response.status_code, response.text) == (503, "no database\n")


def test_status_is_for_staff_with_a_second_factor(client, alive, as_staff, staff):
    assert client.get("/status").headers["Location"] == "/accounts/login/?next=/status"
    assert signed_in(staff, second_factor=False).get("/status").status_code == 404
    assert "Everything runs" in as_staff.get("/status").text


def test_status_does_not_exist_for_members_of_a_garage(as_owner, alive):
    assert as_owner.get("/status").status_code == 404


def test_a_monitor_reads_the_status_with_its_token(client, alive, settings):
    settings.STATUS_TOKEN = "secret"

    good = client.get("/status", headers={"Authorization": "Bearer secret"})

    assert good.status_code == 200
    assert good.json()["problems"] == []
    assert good.json()["broker_reachable"] is True
    assert client.get("/status", headers={"Authorization": "Bearer secrét"}).status_code == 302
    assert client.get("/status", headers={"Authorization": "secret"}).status_code == 302


def test_without_a_token_in_the_settings_none_is_good(client, alive, settings):
    settings.STATUS_TOKEN = ""

    assert client.get("/status", headers={"Authorization": "Bearer "}).status_code == 302


def test_status_shows_what_needs_an_operator(as_staff, peeters, dubois, monkeypatch):
    monkeypatch.setattr(health, "_is_broker_reachable", lambda: False)
    now = timezone.now()
    long_ago = now - timedelta(hours=1)
    Heartbeat.objects.create(name="tick", at=long_ago)
    DueWork.objects.create(garage=peeters, kind="a", key="1", due_at=long_ago)
    DueWork.objects.create(garage=peeters, kind="a", key="2", due_at=long_ago, lease_until=long_ago)
    DueWork.objects.create(garage=peeters, kind="a", key="3", due_at=now + timedelta(hours=1))
    DueWork.objects.create(garage=peeters, kind="a", key="4", due_at=now, finished_at=now, last_error="E")
    UndecidedMails.objects.create(garage=peeters, count=2, since=long_ago)
    UndecidedMails.objects.create(garage=dubois, count=1, since=now)
    PlatformMail.objects.create(kind="a", to="a", subject="", text="")

    response = as_staff.get("/status?format=json")

    assert response.status_code == 503
    status = response.json()
    assert status["problems"] == ["broker", "tick", "worker", "due_work", "given_up", "undecided_mails"]
    assert (status["due_count"], status["expired_leases"], status["given_up_today"]) == (1, 1, 1)
    assert (status["undecided_mails"], status["platform_mails_waiting"]) == (3, 1)
    assert "Something needs an operator" in as_staff.get("/status").text


def test_a_broker_that_is_not_there_is_noticed_soon(db, monkeypatch):
    monkeypatch.setattr(health, "celery", Celery(broker="redis://127.0.0.1:1/0", set_as_current=False))

    assert health._is_broker_reachable() is False


def test_the_broker_of_the_tests_is_there(db):
    assert health._is_broker_reachable() is True
