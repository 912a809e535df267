"""Two members, or a member and the sender, at the same instant: over connections of their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from carpass.domain import report_sending
from carpass.domain.report_calls import REPORT
from carpass.domain.report_checks import ReportData
from carpass.domain.report_steps import NotPossibleNow, lock_report, move
from carpass.domain.reports import cancel_report, confirm_data, open_report, send_report, take_back_report
from carpass.gateway import Finding, ObservationStatus
from carpass.models import OdometerReport
from carpass.states import ARROWS, Event, State, events_of
from garageflow.errors import DomainError
from garageflow.jobs.domain.work import claim_next, run
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from garageflow.tenancy.models import Garage
from tests.carpass.factories import BelgianVehicleFactory, ShopFactory, account_for_tests
from tests.carpass.reporting import GUID, ScriptedGateway

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def report(peeters: Garage) -> OdometerReport:
    with garage_active(peeters):
        account = account_for_tests(ShopFactory())
        vehicle = BelgianVehicleFactory()
        data = ReportData(vin=vehicle.vin, km=60_123, work_date=peeters.today(), works_text="Oil")
        return open_report(vehicle, shop=account.shop, data=data, by=SYSTEM)


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> ScriptedGateway:
    gateway = ScriptedGateway()
    monkeypatch.setattr(report_sending, "gateway_of", lambda account: gateway)
    return gateway


def at_once(garage: Garage, *acts: Callable[[], Any]) -> list[str]:
    """How each ended: its result's state, or the error that told him that he was too late."""
    barrier, ends = Barrier(len(acts)), [""] * len(acts)

    def act(number: int) -> None:
        try:
            barrier.wait(timeout=10)
            with garage_active(garage):
                ends[number] = acts[number]().state
        except DomainError as error:
            ends[number] = type(error).__name__
        finally:
            connection.close()

    threads = [Thread(target=act, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(ends)


def test_two_who_send_send_once(peeters: Garage, report: OdometerReport):
    ends = at_once(peeters, *[lambda: send_report(report, by=SYSTEM)] * 2)

    assert ends == ["NotPossibleNow", "queued"]
    with garage_active(peeters):
        assert report.events.filter(event="queue").count() == 1


def test_one_who_sends_and_one_who_cancels(peeters: Garage, report: OdometerReport):
    ends = at_once(peeters, lambda: send_report(report, by=SYSTEM), lambda: cancel_report(report, by=SYSTEM))

    with garage_active(peeters):
        report.refresh_from_db()
    assert ends == ["NotPossibleNow", report.state]


def test_two_who_confirm_confirm_once(peeters: Garage, report: OdometerReport, gateway: ScriptedGateway):
    finding = Finding("LOWER", "Lower.", True, True)
    gateway.answers = [GUID, ObservationStatus("review", (finding,), 2)]
    with garage_active(peeters):
        send_report(report, by=SYSTEM)
    while (claim := claim_next(kinds=[REPORT])) is not None:
        run(claim)

    ends = at_once(peeters, *[lambda: confirm_data(report, reason="Photo", by=SYSTEM)] * 2)

    assert ends == ["NotPossibleNow", "queued"]


def test_taking_back_and_sending_do_not_both_happen(
    peeters: Garage, report: OdometerReport, gateway: ScriptedGateway
):
    """The sender locks its row of the queue before the report, and so do people: nobody waits for ever."""
    gateway.answers = [GUID, ObservationStatus("accepted")]
    with garage_active(peeters):
        send_report(report, by=SYSTEM)
    claims = []

    def send() -> None:
        while (claim := claim_next(kinds=[REPORT])) is not None:
            claims.append(claim)
            run(claim)
        connection.close()

    sender = Thread(target=send)
    sender.start()
    try:
        with garage_active(peeters):
            state = take_back_report(report, by=SYSTEM).state
    except NotPossibleNow:
        state = "too late"
    sender.join(timeout=60)

    with garage_active(peeters):
        report.refresh_from_db()
        if state == "too late":
            assert (report.state, len(gateway.calls)) == ("ok", 2)
        else:
            assert (report.state, gateway.calls) == ("ready", [])


def test_work_that_is_made_due_while_the_sender_lets_go_is_not_forgotten(
    peeters: Garage, report: OdometerReport, gateway: ScriptedGateway
):
    """Between the sender's last write and its letting go, somebody confirms: that must be told too."""
    finding = Finding("LOWER", "Lower.", True, True)
    gateway.answers = [GUID, ObservationStatus("review", (finding,), 2), None, ObservationStatus("accepted")]
    with garage_active(peeters):
        send_report(report, by=SYSTEM)
    run(claim_next(kinds=[REPORT]))
    claim = claim_next(kinds=[REPORT])
    report_sending.work_on_report(claim)
    with garage_active(peeters):
        assert confirm_data(report, reason="Photo", by=SYSTEM).state == "queued"
    # What run() does after the handler.
    assert claim.is_over
    while (claim := claim_next(kinds=[REPORT])) is not None:
        run(claim)

    with garage_active(peeters):
        report.refresh_from_db()
    assert report.state == "ok"


def test_whatever_two_do_at_once_is_one_arrow_after_the_other(peeters: Garage, report: OdometerReport):
    """Each event of each state beside the next one of the same state: 43 meetings."""
    arrows = {(arrow.start, arrow.event, arrow.end) for arrow in ARROWS}

    for state in State:
        events = events_of(state)
        for meeting in zip(events, [*events[1:], *events[:1]], strict=True):
            with garage_active(peeters):
                OdometerReport.objects.update(state=state, guid=GUID)
                seen = set(report.events.values_list("pk", flat=True))
            at_once(peeters, *[partial(_step, report, event) for event in meeting])
            with garage_active(peeters):
                report.refresh_from_db()
                steps = list(
                    report.events.exclude(pk__in=seen)
                    .order_by("pk")
                    .values_list("from_state", "event", "to_state")
                )
            assert set(steps) <= arrows
            places = [state, *[end for _start, _event, end in steps]]
            assert [start for start, _event, _end in steps] == places[:-1]
            assert (len(steps) > 0, report.state) == (True, places[-1])


def _step(report: OdometerReport, event: Event) -> OdometerReport:
    locked = lock_report(report)
    move(locked, event, by=SYSTEM)
    locked.save()
    return locked


def test_two_reports_of_one_vehicle_see_each_other(peeters: Garage, report: OdometerReport):
    with garage_active(peeters):
        vehicle, shop = report.vehicle, report.shop
        data = ReportData(vin=vehicle.vin, km=60_123, work_date=peeters.today(), works_text="Oil")
        second = open_report(vehicle, shop=shop, data=data, by=SYSTEM)

    ends = at_once(peeters, lambda: send_report(report, by=SYSTEM), lambda: send_report(second, by=SYSTEM))

    assert ends == ["blocked", "queued"]
