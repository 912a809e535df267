"""What Car-Pass answers, and what people do about it: confirmed, corrected, the form."""

from __future__ import annotations

from datetime import date

import pytest

from carpass.domain.correction_forms import close_report, make_form, note_form_sent
from carpass.domain.reports import (
    ConfirmedBefore,
    NothingToConfirm,
    NothingToCorrect,
    confirm_data,
    send_report,
)
from carpass.domain.settings import change_settings
from carpass.gateway import (
    NoAnswer,
    WrongState,
)
from tests.carpass.reporting import (
    ACCEPTED,
    UNKNOWN,
    account,
    at_car_pass,
    clock,
    correct,
    gateway,
    opened,
    rejected,
    review,
    state_of,
    work,
)

__all__ = ["clock", "gateway", "account", "work", "opened", "at_car_pass"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "gateway")]


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


def test_the_garage_says_after_how_many_rejections_the_form_comes(at_car_pass, reception, gateway, work):
    change_settings(corrections_before_form=1, by=reception)
    report = at_car_pass(rejected())
    gateway.answers = [None, rejected(left=3), "C2026-2"]

    correct(report, 70_123, by=reception)
    work()

    assert (state_of(report), report.case_number) == ("form_required", "C2026-2")


def test_the_form_calls_wrong_what_was_reported_first(at_car_pass, reception, gateway, work):
    report = at_car_pass(rejected())
    for km in (70_123, 70_124):
        gateway.answers = [None, rejected(left=3), "C2026-3"]
        correct(report, km, by=reception)
        work()

    report.refresh_from_db()
    assert (report.first_sent["odometer"], report.sent["odometer"]) == (60_123, 70_124)


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
