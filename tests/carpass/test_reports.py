"""Reports from the first letter to the last answer, with a Car-Pass that says what the test wants."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from carpass.domain import report_answers, report_sending
from carpass.domain.correction_forms import close_report, make_form, note_form_sent
from carpass.domain.report_calls import REPORT
from carpass.domain.report_checks import ReportData, data_of
from carpass.domain.report_steps import NotPossibleNow
from carpass.domain.reports import (
    ConfirmedBefore,
    MayNotConfirm,
    NothingToConfirm,
    NothingToCorrect,
    OrderIsReported,
    ReasonMissing,
    cancel_report,
    confirm_data,
    confirm_findings,
    defer_report,
    edit_report,
    open_report,
    retry_report,
    send_report,
    take_back_report,
)
from carpass.gateway import (
    CredentialsRefused,
    Finding,
    NoAnswer,
    ObservationStatus,
    Refused,
    TooManyRequests,
    WrongState,
)
from carpass.models import CarPassAccount, OdometerReport
from garageflow.jobs.domain.work import claim_next, run
from garageflow.jobs.models import DueWork
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import Actor
from garageflow.vehicles.models import OdometerReading
from tests.carpass.factories import BelgianVehicleFactory, ShopFactory, account_for_tests
from tests.factories import OdometerReadingFactory, WorkOrderFactory

pytestmark = pytest.mark.django_db

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


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Friday 20 November 2026, eleven o'clock in Brussels."""
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.now)
    return clock


@pytest.fixture(autouse=True)
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


def test_what_looks_wrong_is_blocked_until_confirmed_with_a_reason(account, reception, mechanic):
    vehicle = BelgianVehicleFactory()
    OdometerReadingFactory(vehicle=vehicle, km=70_000, read_on=date(2026, 10, 1))
    report = open_report(vehicle, shop=account.shop, data=data(vehicle), by=reception)
    finding = report.findings.get()
    assert (report.state, finding.code, finding.suspect) == ("blocked", "LOWER", "either")

    assert send_report(report, by=reception).state == "blocked"
    with pytest.raises(MayNotConfirm):
        confirm_findings(report, reason="Sure", by=mechanic)
    with pytest.raises(ReasonMissing):
        confirm_findings(report, reason="  ", by=reception)
    report = confirm_findings(report, reason="The old one was a typing error", by=reception)
    assert report.state == "ready"
    assert send_report(report, by=reception).state == "queued"

    finding.refresh_from_db()
    assert (finding.state, finding.resolved_by) == ("confirmed", reception.member)


def test_a_confirmation_holds_for_the_confirmed_data_only(account, reception):
    vehicle = BelgianVehicleFactory()
    report = open_report(vehicle, shop=account.shop, data=data(vehicle, km=60_000), by=reception)
    assert confirm_findings(report, reason="It was", by=reception).state == "ready"

    same = edit_report(report, data=data(vehicle, km=60_000, works_text="Tyres"), by=reception)
    assert same.state == "ready"
    other = edit_report(report, data=data(vehicle, km=61_000), by=reception)

    assert other.state == "blocked"
    assert other.findings.exclude(state="fixed").get().state == "open"


def test_a_refusal_cannot_be_confirmed(account, reception):
    vehicle = BelgianVehicleFactory(vin="")
    report = open_report(vehicle, shop=account.shop, data=data(vehicle), by=reception)

    with pytest.raises(NothingToConfirm):
        confirm_findings(report, reason="Sure", by=reception)

    assert state_of(report) == "blocked"


def test_without_an_account_the_report_is_kept(in_peeters, reception):
    vehicle = BelgianVehicleFactory()
    shop = ShopFactory()

    report = open_report(vehicle, shop=shop, data=data(vehicle), by=reception)
    assert report.state == "blocked"
    assert report.findings.get().params == {"why": "missing"}
    account = account_for_tests(shop)
    CarPassAccount.objects.update(is_enabled=False)
    assert send_report(report, by=reception).findings.exclude(state="fixed").get().params == {
        "why": "disabled"
    }
    CarPassAccount.objects.update(is_enabled=True)

    assert send_report(report, by=reception).state == "queued"
    report.refresh_from_db()
    assert report.account == account


def test_the_same_data_twice_today_are_an_anomaly(opened, reception):
    send_report(opened, by=reception)

    again = open_report(opened.vehicle, shop=opened.shop, data=data(opened), by=reception)

    assert [row.code for row in again.findings.all()] == ["DUPLICATE_TODAY"]


def test_an_order_has_one_report_unless_it_was_cancelled(account, reception):
    vehicle = BelgianVehicleFactory()
    order = WorkOrderFactory(vehicle=vehicle, shop=account.shop)
    facts = {"shop": account.shop, "data": data(vehicle), "by": reception, "work_order": order}
    first = open_report(vehicle, **facts)
    order.refresh_from_db()
    assert order.reading == first.reading

    with pytest.raises(OrderIsReported):
        open_report(vehicle, **facts)
    cancel_report(first, by=reception)

    assert open_report(vehicle, **facts).state == "ready"


def test_a_change_corrects_the_reading_to_which_everything_points(account, reception):
    vehicle = BelgianVehicleFactory()
    order = WorkOrderFactory(vehicle=vehicle, shop=account.shop)
    report = open_report(
        vehicle, shop=account.shop, data=data(vehicle, km=600_123), by=reception, work_order=order
    )
    wrong = report.reading

    report = edit_report(report, data=data(vehicle), by=reception)

    order.refresh_from_db()
    wrong.refresh_from_db()
    assert (wrong.state, report.reading.km, report.reading.supersedes) == ("superseded", 60_123, wrong)
    assert order.reading == report.reading
    assert [reading.km for reading in OdometerReading.objects.active()] == [60_123]


def test_miles_are_sent_as_kilometres(account, reception):
    vehicle = BelgianVehicleFactory()

    report = open_report(vehicle, shop=account.shop, data=data(vehicle, km=50_000, unit="mi"), by=reception)

    assert (report.km, report.reading.value, report.reading.unit) == (80_467, 50_000, "mi")
    assert data_of(report).km == 50_000


def test_works_on_the_odometer_begin_an_epoch(account, reception):
    vehicle = BelgianVehicleFactory()
    OdometerReadingFactory(vehicle=vehicle, km=70_000, read_on=date(2026, 10, 1))
    works = {"odometer_works": True, "km_before": 70_010, "odometer_works_reason": "Broken"}

    report = open_report(vehicle, shop=account.shop, data=data(vehicle, km=12, **works), by=reception)
    assert report.state == "ready"
    report = send_report(report, by=reception)

    report.reading.refresh_from_db()
    assert (report.odometer_work.km_before, report.odometer_work.km_after) == (70_010, 12)
    assert report.reading.epoch == 2
    assert report.sent["odometerWorks"]["odometerBefore"] == 70_010


def test_deferred_cancelled_and_taken_back(opened, reception):
    assert defer_report(opened, by=reception).state == "deferred"
    assert send_report(opened, by=reception).state == "queued"
    assert take_back_report(opened, by=reception).state == "ready"
    assert cancel_report(opened, by=reception).state == "cancelled"
    for act in (send_report, defer_report, cancel_report, retry_report, take_back_report):
        with pytest.raises(NotPossibleNow):
            act(opened, by=reception)


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


def test_an_anomaly_is_confirmed_once(at_car_pass, reception, gateway, work):
    report = at_car_pass(review())
    assert report.state == "anomaly"
    finding = report.findings.get(origin="remote")
    assert (finding.code, finding.params) == ("LOWER", {"km": 70_000, "on": "2026-01-02"})

    gateway.answers = [None, review(confirmable=False)]
    confirm_data(report, reason="Photo of the dashboard", by=reception)
    assert state_of(report) == "queued"
    work()

    assert state_of(report) == "anomaly"
    with pytest.raises(ConfirmedBefore):
        confirm_data(report, reason="Still", by=reception)
    with pytest.raises(NothingToCorrect):
        send_report(report, by=reception)


@pytest.mark.parametrize(("answer", "state"), [(ACCEPTED, "ok"), (rejected(), "rejected")])
def test_a_confirmation_is_believed_or_not(at_car_pass, reception, gateway, work, answer, state):
    report = at_car_pass(review())
    gateway.answers = [None, answer]

    confirm_data(report, reason="Photo", by=reception)
    work()

    assert state_of(report) == state


def test_what_car_pass_does_not_let_confirm_is_not_confirmed(at_car_pass, reception):
    report = at_car_pass(review(confirmable=False))

    with pytest.raises(NothingToConfirm):
        confirm_data(report, reason="Photo", by=reception)


def test_a_lost_answer_to_a_confirmation_does_not_burn_it(at_car_pass, reception, gateway, work, clock):
    report = at_car_pass(review())
    gateway.answers = [NoAnswer()]
    confirm_data(report, reason="Photo", by=reception)
    work()
    assert state_of(report) == "error"

    # It was heard: Car-Pass says so when it is asked, and nothing is said twice.
    clock.forward(minutes=1)
    gateway.answers = [ACCEPTED]
    work()

    assert state_of(report) == "ok"
    assert gateway.calls == ["submit", "status", "confirm", "status"]


def test_a_confirmation_that_was_not_heard_is_repeated_with_its_key(
    at_car_pass, reception, gateway, work, clock
):
    report = at_car_pass(review())
    gateway.answers = [NoAnswer()]
    confirm_data(report, reason="Photo", by=reception)
    work()
    clock.forward(minutes=1)
    gateway.answers = [review(), None, ACCEPTED]
    work()

    assert state_of(report) == "ok"
    assert gateway.calls[2:] == ["confirm", "status", "confirm", "status"]
    assert gateway.told[2] == gateway.told[4]


def correct(report: OdometerReport, km: int, *, by: Actor) -> OdometerReport:
    edit_report(report, data=dataclasses.replace(data_of(report), km=km), by=by)
    return send_report(report, by=by)


def test_a_correction_tells_what_changed_and_nothing_else(at_car_pass, reception, gateway, work):
    report = at_car_pass(rejected())
    gateway.answers = [None, ACCEPTED]

    assert correct(report, 70_123, by=reception).state == "queued"
    work()

    assert state_of(report) == "ok"
    correction = gateway.told[2][1]
    assert (correction.vin, correction.km, correction.observed_on) == (None, 70_123, None)
    assert report.sent["odometer"] == 70_123


def test_two_rejected_corrections_in_a_row_need_the_form(at_car_pass, reception, gateway, work):
    report = at_car_pass(rejected())
    gateway.answers = [None, rejected(left=3)]
    correct(report, 70_123, by=reception)
    work()
    assert (state_of(report), report.rejected_corrections) == ("rejected", 1)
    gateway.answers = [None, rejected(left=3), "C2026-1"]
    correct(report, 70_124, by=reception)
    work()

    assert (state_of(report), report.case_number) == ("form_required", "C2026-1")
    form = make_form(
        report,
        cause="typing",
        right_km=70_125,
        right_on=date(2026, 11, 20),
        explanation="Misread",
        proofs="Invoice 12",
        place="Gent",
        language="nl",
        by=reception,
        mail_to_me=True,
    )
    assert state_of(report) == "form_printed"
    assert form.mail_to == reception.member.membership.user.email
    assert note_form_sent(report, by=reception).state == "form_sent"
    assert close_report(report, by=reception).state == "closed_manual"


def test_a_review_in_between_starts_the_count_again(at_car_pass, reception, gateway, work):
    report = at_car_pass(rejected())
    for km, answer in ((70_001, rejected()), (70_002, review()), (70_003, rejected())):
        gateway.answers = [None, answer]
        correct(report, km, by=reception)
        work()

    assert (state_of(report), report.rejected_corrections) == ("rejected", 1)


def test_when_car_pass_takes_no_more_corrections_the_form_is_left(at_car_pass, gateway):
    gateway.answers = []
    report = at_car_pass(rejected(left=0), "C7")

    assert (report.state, report.case_number) == ("form_required", "C7")


def test_a_correction_that_is_not_taken_does_not_count(at_car_pass, reception, gateway, work):
    report = at_car_pass(rejected())
    gateway.answers = [WrongState("Not now"), rejected()]
    correct(report, 70_123, by=reception)
    work()

    assert (state_of(report), report.rejected_corrections) == ("rejected", 0)


def test_a_lost_answer_to_a_correction_is_asked_about_first(at_car_pass, reception, gateway, work, clock):
    report = at_car_pass(rejected(left=2))
    gateway.answers = [NoAnswer()]
    correct(report, 70_123, by=reception)
    work()
    clock.forward(minutes=1)
    # One try fewer is left: it was heard, and rejected again.
    gateway.answers = [rejected(left=1)]
    work()

    assert (state_of(report), report.rejected_corrections) == ("rejected", 1)
    assert gateway.calls == ["submit", "status", "correct", "status"]


def test_a_vehicle_that_is_not_in_the_register_is_asked_about_daily(at_car_pass, gateway, work, clock):
    report = at_car_pass(UNKNOWN)
    assert report.state == "waiting"
    for _day in range(3):
        assert work() == 0
        clock.forward(days=1)
        gateway.answers = [UNKNOWN]
        assert work() == 1
    clock.forward(days=1)
    gateway.answers = [ACCEPTED]
    work()

    assert state_of(report) == "ok"


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


def test_the_counter_counts_what_somebody_must_solve(opened, reception, dubois):
    assert OdometerReport.objects.to_solve().count() == 0
    for state in ("blocked", "error", "deferred"):
        OdometerReport.objects.filter(pk=opened.pk).update(state=state)
        assert OdometerReport.objects.to_solve().count() == (state != "deferred")
    assert OdometerReport.objects.deferred().count() == 1
    assert OdometerReport.objects.late(date(2026, 11, 20)).count() == 0
    assert OdometerReport.objects.late(date(2026, 11, 21)).count() == 1

    with garage_active(dubois):
        assert OdometerReport.objects.count() == 0
