"""What an answer of Car-Pass, or none, does to a report. All of it on a locked row, saved by the caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from carpass.domain.accounts import flag_account
from carpass.domain.report_calls import Call, changes_since, end_call
from carpass.domain.report_checks import Found, Level, Origin, fix
from carpass.domain.report_steps import move, note
from carpass.gateway import (
    CredentialsRefused,
    Finding,
    GatewayError,
    ObservationStatus,
    Refused,
    TooManyRequests,
    WrongState,
)
from carpass.models import CarPassSettings, OdometerReport, ReportAnomaly
from carpass.models.account import DEFAULT_CORRECTIONS
from carpass.states import Event, State
from garageflow.tenancy.actor import SYSTEM

# After the first failure, the second and so on; from the fifth on every six hours, ten times in all.
_PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
_LAST_PAUSE = timedelta(hours=6)
MOST_RETRIES = 10
# While Car-Pass is thinking: soon at first, because somebody may be watching.
_LOOKS = tuple(timedelta(seconds=seconds) for seconds in (2, 3, 5, 10, 30, 60, 300, 900))
_LAST_LOOK = timedelta(hours=1)
_DAILY = timedelta(days=1)

UNEXPECTED = "UNEXPECTED"


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was to be told is told. `guid` of a new report; `status` if it was asked for on the way."""

    guid: str = ""
    status: ObservationStatus | None = None


# The str is the number of a case.
Outcome = Delivered | ObservationStatus | GatewayError | str


def is_automatic(report: OdometerReport) -> bool:
    """Whether what failed is tried again without anybody asking for it."""
    return report.next_attempt_at is not None


def note_delivered(report: OdometerReport, delivered: Delivered) -> None:
    if report.call == Call.OBSERVATION:
        report.guid, report.sent_at = delivered.guid, timezone.now()
    if report.call == Call.CORRECTION:
        first = {name: report.first_sent[name] for name in ("vin", "odometer", "observationDate")}
        report.sent = {**report.sent, **changes_since(report), "first": first}
    report.last_call = report.call
    move(report, Event.TRANSMIT, by=SYSTEM, call=report.call)
    end_call(report)
    report.next_attempt_at = timezone.now()
    if delivered.status is not None:
        note_status(report, delivered.status)


def note_status(report: OdometerReport, answer: ObservationStatus) -> None:
    report.attempts, report.error_code, report.error_message = 0, "", ""
    report.attempts_left = answer.attempts_left
    handlers = {
        "accepted": _accept,
        "review": _review,
        "rejected": _reject,
        "unknown_vehicle": _wait_for_register,
    }
    handlers.get(answer.status, _look_again)(report, answer)


def note_failure(report: OdometerReport, error: GatewayError) -> None:
    report.error_code, report.error_message = error.code, error.message[:500]
    if isinstance(error, Refused | WrongState) and report.state == State.QUEUED:
        _refused(report, error)
        return
    report.attempts += 1
    if report.call:
        report.is_doubtful = report.is_doubtful or error.may_have_arrived
        report.call_began_at = report.call_began_at if report.is_doubtful else None
    report.next_attempt_at = _next_try(report, error)
    if isinstance(error, CredentialsRefused) and report.account is not None:
        flag_account(report.account, error)
    if report.state == State.QUEUED or (report.next_attempt_at is None and report.state in _ASKED):
        move(report, Event.FAIL, by=SYSTEM, code=error.code, message=error.message)


def note_case(report: OdometerReport, number: str) -> None:
    report.case_number = number[:40]
    report.attempts, report.next_attempt_at = 0, None
    report.error_code = report.error_message = ""
    note(report, "case_opened", by=SYSTEM, number=report.case_number)


def note_unexpected(report: OdometerReport) -> None:
    report.error_code, report.next_attempt_at = UNEXPECTED, None
    if report.state == State.QUEUED or report.state in _ASKED:
        report.is_doubtful = report.is_doubtful or bool(report.call and report.call_began_at)
        move(report, Event.FAIL, by=SYSTEM, code=UNEXPECTED)


_ASKED = (State.SENT, State.WAITING)


def _accept(report: OdometerReport, answer: ObservationStatus) -> None:
    move(report, Event.ACCEPT, by=SYSTEM)
    _keep_remote(report, ())
    for row in report.findings.filter(state=Found.OPEN).exclude(level=Level.WARNING):
        fix(row)
    report.rejected_corrections, report.next_attempt_at = 0, None
    report.settled_at = timezone.now()


def _review(report: OdometerReport, answer: ObservationStatus) -> None:
    report.rejected_corrections = 0
    report.next_attempt_at = None
    _keep_remote(report, answer.findings)
    move(report, Event.REVIEW, by=SYSTEM, codes=[finding.code for finding in answer.findings])


def _reject(report: OdometerReport, answer: ObservationStatus) -> None:
    if report.last_call == Call.CORRECTION:
        report.rejected_corrections += 1
        report.last_call = ""
    _keep_remote(report, answer.findings)
    needs_form = report.rejected_corrections >= _limit() or not answer.attempts_left
    report.next_attempt_at = timezone.now() if needs_form else None
    move(
        report,
        Event.NEED_FORM if needs_form else Event.REJECT,
        by=SYSTEM,
        codes=[finding.code for finding in answer.findings],
    )


def _wait_for_register(report: OdometerReport, answer: ObservationStatus) -> None:
    if report.state != State.WAITING:
        move(report, Event.NOT_KNOWN, by=SYSTEM)
    _keep_remote(report, answer.findings)
    report.next_attempt_at = timezone.now() + _DAILY


def _look_again(report: OdometerReport, answer: ObservationStatus) -> None:
    pause = _LOOKS[report.asked] if report.asked < len(_LOOKS) else _LAST_LOOK
    report.asked = min(report.asked + 1, 1000)
    report.next_attempt_at = timezone.now() + pause


def _refused(report: OdometerReport, error: Refused | WrongState) -> None:
    """Car-Pass answered, and the answer is no."""
    if report.call != Call.OBSERVATION:
        # It is in another state than we thought: asked next, it says in which. The answer does not count.
        report.last_call = ""
        message, code = report.error_message, report.error_code
        move(report, Event.TRANSMIT, by=SYSTEM, call=report.call, refused=code, message=message)
        end_call(report)
        report.error_code, report.error_message = code, message
        report.next_attempt_at = timezone.now()
    elif isinstance(error, WrongState):
        # The same key with another content: a fault of ours, which no repetition mends.
        report.next_attempt_at = None
        move(report, Event.FAIL, by=SYSTEM, code=error.code, message=error.message)
    else:
        move(report, Event.REFUSE, by=SYSTEM, code=error.code, message=error.message)
        refusal = Finding(error.code, error.message, is_confirmable=False, is_correctable=True)
        _keep_remote(report, (refusal,), level=Level.REFUSE, field=error.field)
        end_call(report)


def _keep_remote(
    report: OdometerReport,
    findings: tuple[Finding, ...],
    *,
    level: str = Level.ANOMALY,
    field: str = "",
) -> None:
    """What Car-Pass says now, instead of what it said before."""
    for row in report.findings.filter(origin=Origin.REMOTE).exclude(state=Found.FIXED):
        fix(row)
    for finding in {finding.code: finding for finding in findings}.values():
        ReportAnomaly.objects.create(
            report=report,
            code=finding.code[:40],
            level=level,
            origin=Origin.REMOTE,
            field=field[:30],
            against="previous" if finding.previous_km is not None else "",
            params={
                "km": finding.previous_km,
                "on": finding.previous_on and finding.previous_on.isoformat(),
            },
            message=finding.message[:500],
            is_confirmable=finding.is_confirmable and report.confirmed_at is None,
            is_correctable=finding.is_correctable,
        )


def _next_try(report: OdometerReport, error: GatewayError) -> datetime | None:
    if isinstance(error, CredentialsRefused | Refused | WrongState) or report.attempts > MOST_RETRIES:
        return None
    pause = _PAUSES[report.attempts - 1] if report.attempts <= len(_PAUSES) else _LAST_PAUSE
    if isinstance(error, TooManyRequests):
        pause = max(pause, timedelta(seconds=error.retry_after))
    return timezone.now() + pause


def _limit() -> int:
    settings = CarPassSettings.objects.first()
    return settings.corrections_before_form if settings else DEFAULT_CORRECTIONS
