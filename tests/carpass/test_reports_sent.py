"""Reports on their way to Car-Pass: told once, however often the line fails."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from carpass.domain import report_answers, report_sending
from carpass.domain.report_calls import REPORT
from carpass.domain.report_steps import NotPossibleNow
from carpass.domain.reports import (
    cancel_report,
    edit_report,
    open_report,
    retry_report,
    send_report,
    take_back_report,
)
from carpass.gateway import (
    CredentialsRefused,
    NoAnswer,
    Refused,
    TooManyRequests,
    WrongState,
)
from carpass.models import OdometerReport
from garageflow.jobs.models import DueWork
from tests.carpass.factories import BelgianVehicleFactory
from tests.carpass.reporting import (
    ACCEPTED,
    GUID,
    PENDING,
    account,
    at_car_pass,
    clock,
    data,
    gateway,
    opened,
    state_of,
    work,
)

__all__ = ["clock", "gateway", "account", "work", "opened", "at_car_pass"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "gateway")]


def test_a_good_report_is_ready_sent_and_accepted(opened, reception, gateway, work, clock):
    assert opened.state == "ready"
    assert opened.reading.km == 60_123
    gateway.answers = [GUID, PENDING, ACCEPTED]

    send_report(opened, by=reception)
    assert state_of(opened) == "queued"
    work()
    assert state_of(opened) == "sent"
    clock.forward(seconds=2)
    work()

    assert state_of(opened) == "ok"
    assert (opened.guid, opened.call, opened.attempts) == (GUID, "", 0)
    observation = gateway.told[0][1]
    assert (observation.vin, observation.km, observation.enterprise_number) == (
        opened.vin,
        60_123,
        "0880498395",
    )
    assert [work.description for work in observation.works] == ["Oil"]
    steps = opened.events.order_by("pk").values_list("from_state", "to_state")
    assert list(steps) == [("draft", "ready"), ("ready", "queued"), ("queued", "sent"), ("sent", "ok")]
    assert not DueWork.objects.filter(kind=REPORT, finished_at=None).exists()


def test_what_is_being_sent_is_not_taken_back(opened, reception, gateway):
    send_report(opened, by=reception)
    OdometerReport.objects.update(call_began_at=opened.created_at)

    with pytest.raises(NotPossibleNow):
        take_back_report(opened, by=reception)
    with pytest.raises(NotPossibleNow):
        edit_report(opened, data=data(opened, km=60_200), by=reception)


def test_a_lost_answer_is_sent_again_with_the_same_key_and_content(opened, reception, gateway, work, clock):
    gateway.answers = [NoAnswer()]
    send_report(opened, by=reception)
    work()

    assert state_of(opened) == "error"
    assert opened.is_doubtful
    assert opened.next_attempt_at == clock.now + timedelta(minutes=1)
    with pytest.raises(NotPossibleNow, match="may have arrived"):
        cancel_report(opened, by=reception)
    with pytest.raises(NotPossibleNow, match="may have arrived"):
        edit_report(opened, data=data(opened, km=60_200), by=reception)
    clock.forward(minutes=1)
    gateway.answers = [GUID, ACCEPTED]
    work()

    assert state_of(opened) == "ok"
    assert gateway.told[0] == gateway.told[1]


def test_it_is_tried_ten_times_and_then_left_to_a_person(opened, reception, gateway, work, clock):
    pauses = []
    send_report(opened, by=reception)
    for _number in range(11):
        gateway.answers = [NoAnswer()]
        before = clock.now
        work()
        opened.refresh_from_db()
        if opened.next_attempt_at:
            pauses.append((opened.next_attempt_at - before).total_seconds() / 60)
            clock.now = opened.next_attempt_at

    assert pauses == [1, 5, 15, 60, 360, 360, 360, 360, 360, 360]
    clock.forward(days=30)
    assert work() == 0
    gateway.answers = [GUID, ACCEPTED]
    retry_report(opened, by=reception)
    work()

    assert state_of(opened) == "ok"
    assert len({told[2] for told in gateway.told if told[0] == "submit"}) == 1


def test_wrong_credentials_are_not_repeated_and_flag_the_account(opened, reception, gateway, work, clock):
    gateway.answers = [CredentialsRefused("No entry")]
    send_report(opened, by=reception)
    work()

    assert state_of(opened) == "error"
    assert opened.next_attempt_at is None
    assert opened.account.connection == "failed"
    clock.forward(days=2)
    assert work() == 0
    # Nothing arrived, so it may be changed.
    assert edit_report(opened, data=data(opened, km=60_200), by=reception).state == "ready"


def test_too_many_requests_wait_as_long_as_asked(opened, reception, gateway, work, clock):
    gateway.answers = [TooManyRequests(retry_after=600)]
    send_report(opened, by=reception)
    work()

    opened.refresh_from_db()
    assert opened.next_attempt_at == clock.now + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("at", "is_closed"),
    [
        (datetime(2026, 11, 19, 17, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 19, 18, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 19, 22, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 19, 23, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 18, 20, 0, tzinfo=UTC), False),
        # In summer time.
        (datetime(2026, 7, 16, 17, 0, tzinfo=UTC), True),
    ],
)
def test_on_thursday_evening_reports_wait_in_the_queue(
    account, reception, gateway, work, clock, at, is_closed
):
    clock.now = at
    vehicle = BelgianVehicleFactory()
    local = at.astimezone(account.garage.zone).date()
    report = open_report(vehicle, shop=account.shop, data=data(vehicle, work_date=local), by=reception)
    gateway.answers = [GUID, ACCEPTED]
    send_report(report, by=reception)
    work()

    assert state_of(report) == ("queued" if is_closed else "ok")
    if is_closed:
        clock.now = report.next_attempt_at
        assert clock.now.astimezone(account.garage.zone).hour == 0
        work()
        assert state_of(report) == "ok"


def test_a_refused_report_is_blocked_and_sent_anew_with_another_key(opened, reception, gateway, work):
    gateway.answers = [Refused("This is not a VIN.", code="VIN_INVALID", field="vin")]
    send_report(opened, by=reception)
    work()

    assert state_of(opened) == "blocked"
    remote = opened.findings.get(origin="remote")
    assert (remote.code, remote.level, remote.message) == ("VIN_INVALID", "refuse", "This is not a VIN.")
    gateway.answers = [GUID, ACCEPTED]
    edit_report(opened, data=data(opened, vin="WVWZZZ1KZ8W999999"), by=reception)
    send_report(opened, by=reception)
    work()

    assert state_of(opened) == "ok"
    assert gateway.told[0][2] != gateway.told[1][2]


def test_the_same_key_with_other_content_is_no_reason_to_repeat(opened, reception, gateway, work):
    gateway.answers = [WrongState("Key reused", code="KEY_REUSED")]
    send_report(opened, by=reception)
    work()

    assert (state_of(opened), opened.next_attempt_at) == ("error", None)


def test_asking_fails_quietly_until_it_has_failed_too_often(at_car_pass, gateway, work, clock):
    report = at_car_pass(NoAnswer())
    assert (report.state, report.attempts) == ("sent", 1)
    for _number in range(10):
        clock.now = OdometerReport.objects.get().next_attempt_at
        gateway.answers = [NoAnswer()]
        work()

    assert (state_of(report), report.next_attempt_at) == ("error", None)


def test_asking_again_goes_on_where_it_stopped(at_car_pass, reception, gateway, work):
    report = at_car_pass(CredentialsRefused())
    assert (report.state, report.guid) == ("error", GUID)
    gateway.answers = [ACCEPTED]
    retry_report(report, by=reception)
    work()

    assert state_of(report) == "ok"
    assert gateway.calls.count("submit") == 1


def test_a_fault_of_ours_ends_where_somebody_sees_it(opened, reception, gateway, work, clock, monkeypatch):
    monkeypatch.setattr(report_sending, "note_delivered", lambda *_: 1 / 0)
    send_report(opened, by=reception)
    for _number in range(5):
        gateway.answers = [GUID]
        work()
        clock.forward(hours=1)

    assert (state_of(opened), opened.error_code) == ("error", report_answers.UNEXPECTED)
    assert opened.is_doubtful


def test_what_was_forgotten_is_found_at_night(opened, reception, gateway, work):
    send_report(opened, by=reception)
    DueWork.objects.all().delete()

    report_sending.wake_forgotten_reports(opened.garage, date(2026, 11, 21))
    gateway.answers = [GUID, ACCEPTED]
    work()

    assert state_of(opened) == "ok"
