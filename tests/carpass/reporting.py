"""A Car-Pass that says what the test wants, a clock, and reports on their way to it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from carpass.domain import report_sending
from carpass.domain.report_calls import REPORT
from carpass.domain.report_checks import ReportData, data_of
from carpass.domain.reports import (
    edit_report,
    open_report,
    send_report,
)
from carpass.gateway import (
    Finding,
    ObservationStatus,
)
from carpass.models import CarPassAccount, OdometerReport
from garageflow.jobs.domain.work import claim_next, run
from garageflow.tenancy.actor import Actor
from tests.carpass.factories import BelgianVehicleFactory, ShopFactory, account_for_tests

GUID = "0d4de6a3-3f21-4e43-9d16-7f7f2a2b7c11"
ACCEPTED = ObservationStatus("accepted")
PENDING = ObservationStatus("pending", attempts_left=2)
UNKNOWN = ObservationStatus("unknown_vehicle", attempts_left=2)


def review(*, confirmable: bool = True, left: int = 2) -> ObservationStatus:
    finding = Finding("LOWER", "Lower than 70,000 km.", confirmable, True, date(2026, 1, 2), 70_000)
    return ObservationStatus("review", (finding,), attempts_left=left)


def rejected(left: int = 2) -> ObservationStatus:
    return ObservationStatus("rejected", (Finding("LOWER", "Too low.", False, True),), attempts_left=left)


class ScriptedGateway:
    """Answers in turn with what the test put there, and remembers what it was told."""

    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.told: list[tuple[Any, ...]] = []

    def submit(self, observation: Any, *, key: str) -> Any:
        return self._next("submit", observation, key)

    def status(self, guid: str, *, language: str) -> Any:
        return self._next("status", guid)

    def correct(self, guid: str, correction: Any, *, key: str, language: str) -> Any:
        return self._next("correct", correction, key)

    def confirm(self, guid: str, *, key: str, language: str) -> Any:
        return self._next("confirm", key)

    def correction_form(self, guid: str, *, key: str, language: str) -> Any:
        return self._next("correction_form", key)

    def _next(self, *told: Any) -> Any:
        self.told.append(told)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def calls(self) -> list[str]:
        return [told[0] for told in self.told]


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)

    def forward(self, **length: float) -> None:
        self.now += timedelta(**length)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Friday 20 November 2026, eleven o'clock in Brussels."""
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.now)
    return clock


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> ScriptedGateway:
    gateway = ScriptedGateway()
    monkeypatch.setattr(report_sending, "gateway_of", lambda account: gateway)
    return gateway


@pytest.fixture
def account(in_peeters: Any) -> CarPassAccount:
    return account_for_tests(ShopFactory())


@pytest.fixture
def work(clock: Clock) -> Callable[[], int]:
    """Do what is due now. Returns how many claims that were."""

    def until_idle() -> int:
        count = 0
        while (claim := claim_next(kinds=[REPORT])) is not None:
            run(claim)
            count += 1
            assert count < 20
        return count

    return until_idle


def data(report_or_vehicle: Any, **changes: Any) -> ReportData:
    vin = report_or_vehicle.vin
    facts = {"vin": vin, "km": 60_123, "work_date": date(2026, 11, 20), "works_text": "Oil"}
    return ReportData(**{**facts, **changes})


@pytest.fixture
def opened(account: CarPassAccount, reception: Actor) -> OdometerReport:
    vehicle = BelgianVehicleFactory()
    return open_report(vehicle, shop=account.shop, data=data(vehicle), by=reception)


@pytest.fixture
def at_car_pass(opened: OdometerReport, reception: Actor, gateway: ScriptedGateway, work: Any) -> Any:
    """Send it and let Car-Pass answer so."""

    def send(*answers: Any) -> OdometerReport:
        gateway.answers = [GUID, *answers]
        send_report(opened, by=reception)
        work()
        opened.refresh_from_db()
        return opened

    return send


def state_of(report: OdometerReport) -> str:
    report.refresh_from_db()
    return report.state


def correct(report: OdometerReport, km: int, *, by: Actor) -> OdometerReport:
    edit_report(report, data=dataclasses.replace(data_of(report), km=km), by=by)
    return send_report(report, by=by)
