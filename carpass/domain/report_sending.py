"""Telling Car-Pass about a report and asking what became of it.

Claim, commit, call, record: nothing is locked while Car-Pass is called. A worker that dies in between leaves
a row that says what was being told, and telling it again under the same key is the same observation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from carpass.domain.accounts import gateway_of
from carpass.domain.maintenance import maintenance_ends
from carpass.domain.report_answers import (
    Delivered,
    Outcome,
    is_automatic,
    note_case,
    note_delivered,
    note_failure,
    note_status,
    note_unexpected,
)
from carpass.domain.report_calls import REPORT, Call, changes_since
from carpass.domain.report_steps import lock_report, move
from carpass.gateway import (
    Correction,
    Gateway,
    GatewayError,
    Observation,
    ObservationStatus,
    OdometerWorks,
    Work,
)
from carpass.models import OdometerReport
from carpass.states import Event, State
from garageflow.failpoints import fail_point
from garageflow.jobs.domain.work import Claim, enqueue
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from garageflow.tenancy.models import Garage

STATUS, CASE = "status", "case"
_ASKED = (State.SENT, State.WAITING)
_FORMS = (State.FORM_REQUIRED, State.FORM_PRINTED)


@dataclass(frozen=True, slots=True)
class _Step:
    """One call, with all it needs, so that it is made without looking at the database."""

    report_id: int
    call: str
    key: str
    guid: str
    language: str
    gateway: Gateway
    content: Observation | Correction | None
    # An answer was lost: before it is said again, Car-Pass is asked whether it was heard.
    may_have_arrived: bool
    attempts_left: int | None


def work_on_report(claim: Claim) -> datetime | None:
    """Handler of `carpass.report`; the key is the report's id. Lets go of the claim where it records."""
    step = _begin(claim)
    if step is None:
        return None
    outcome = _tell(step)
    fail_point("carpass.before_record")
    with claim.fenced():
        report = lock_report(OdometerReport(pk=step.report_id))
        _record(report, step, outcome)
        report.save()
        _let_go(claim, report)
    return None


def give_up(claim: Claim, error: Exception) -> None:
    """A fault of ours, again and again: the report says so and can be tried again."""
    with garage_active(claim.garage):
        report = lock_report(OdometerReport(pk=int(claim.key)))
        note_unexpected(report)
        report.save()


def wake_forgotten_reports(garage: Garage, night: date) -> None:
    """Nightly step: what waits for the sender is due, whatever became of its row in the queue."""
    waiting = OdometerReport.objects.filter(
        state__in=[State.QUEUED, State.ERROR, *_ASKED], next_attempt_at__isnull=False
    )
    for report_id, due_at in waiting.values_list("pk", "next_attempt_at"):
        enqueue(REPORT, report_id, due_at=due_at)


def _begin(claim: Claim) -> _Step | None:
    """Decide what is to be told or asked, and write down that it begins."""
    with claim.fenced():
        report = lock_report(OdometerReport(pk=int(claim.key)))
        call = _call_of(report)
        closed_until = maintenance_ends(timezone.now())
        if not call:
            claim.finish()
            return None
        if closed_until is not None:
            OdometerReport.objects.filter(pk=report.pk).update(next_attempt_at=closed_until)
            claim.give_back(closed_until)
            return None
        if report.state == State.ERROR:
            move(report, Event.RETRY if report.call else Event.ASK_AGAIN, by=SYSTEM)
        step = _step_of(report, call)
        if report.call:
            report.call_began_at = timezone.now()
        report.save()
    fail_point("carpass.after_begin")
    return step


def _call_of(report: OdometerReport) -> str:
    """What is to be done now; empty when nothing is, or not by itself."""
    if report.state == State.QUEUED or (report.state == State.ERROR and is_automatic(report)):
        return report.call or STATUS
    if report.state in _ASKED:
        return STATUS
    if report.state in _FORMS and not report.case_number:
        return CASE
    return ""


def _step_of(report: OdometerReport, call: str) -> _Step:
    assert report.account is not None
    return _Step(
        report_id=report.pk,
        call=call,
        key=report.idempotency_key,
        guid=report.guid,
        language=report.account.language,
        gateway=gateway_of(report.account),
        content=_content_of(report, call),
        may_have_arrived=report.is_doubtful or report.call_began_at is not None,
        attempts_left=report.attempts_left,
    )


def _tell(step: _Step) -> Outcome:
    try:
        if step.may_have_arrived and step.call in (Call.CORRECTION, Call.CONFIRMATION):
            status = step.gateway.status(step.guid, language=step.language)
            if _was_heard(step, status):
                return Delivered(status=status)
        return _CALLS[step.call](step)
    except GatewayError as error:
        return error


def _submit(step: _Step) -> Outcome:
    assert isinstance(step.content, Observation)
    return Delivered(guid=step.gateway.submit(step.content, key=step.key))


def _correct(step: _Step) -> Outcome:
    assert isinstance(step.content, Correction)
    step.gateway.correct(step.guid, step.content, key=step.key, language=step.language)
    return Delivered()


def _confirm(step: _Step) -> Outcome:
    step.gateway.confirm(step.guid, key=step.key, language=step.language)
    return Delivered()


def _ask(step: _Step) -> Outcome:
    return step.gateway.status(step.guid, language=step.language)


def _ask_case(step: _Step) -> Outcome:
    return step.gateway.correction_form(step.guid, key=f"{step.guid}-form", language=step.language)


_CALLS = {
    Call.OBSERVATION: _submit,
    Call.CORRECTION: _correct,
    Call.CONFIRMATION: _confirm,
    STATUS: _ask,
    CASE: _ask_case,
}


def _was_heard(step: _Step, status: ObservationStatus) -> bool:
    """A correction uses up a try, a confirmation the only one; both lead out of where the report was."""
    if step.call == Call.CONFIRMATION:
        return status.status != "review" or not any(finding.is_confirmable for finding in status.findings)
    if status.status not in ("review", "rejected", "unknown_vehicle"):
        return True
    return step.attempts_left is not None and status.attempts_left < step.attempts_left


def _record(report: OdometerReport, step: _Step, outcome: Outcome) -> None:
    if isinstance(outcome, GatewayError):
        note_failure(report, outcome)
    elif isinstance(outcome, Delivered):
        note_delivered(report, outcome)
    elif isinstance(outcome, ObservationStatus):
        note_status(report, outcome)
    else:
        note_case(report, outcome)


def _let_go(claim: Claim, report: OdometerReport) -> None:
    if _call_of(report) and report.next_attempt_at is not None:
        claim.give_back(report.next_attempt_at)
    else:
        claim.finish()


def _content_of(report: OdometerReport, call: str) -> Observation | Correction | None:
    if call == Call.OBSERVATION:
        return _observation_of(report)
    return _correction_of(report) if call == Call.CORRECTION else None


def _observation_of(report: OdometerReport) -> Observation:
    """From what was written down when it was queued: every try says the same."""
    sent: dict[str, Any] = report.sent
    works = sent["odometerWorks"]
    return Observation(
        vin=sent["vin"],
        km=sent["odometer"],
        observed_on=date.fromisoformat(sent["observationDate"]),
        enterprise_number=sent["enterpriseNumber"],
        language=sent["language"],
        odometer_works=works
        and OdometerWorks(
            kind=works["kind"],
            km_before=works["odometerBefore"],
            km_after=works["odometerAfter"],
            reason=works["reason"],
        ),
        works=tuple(Work(work["code"], work["description"]) for work in sent["works"]),
        reference=sent["reference"],
    )


def _correction_of(report: OdometerReport) -> Correction:
    changes = changes_since(report)
    return Correction(
        vin=changes.get("vin"),
        km=changes.get("odometer"),
        observed_on=report.work_date if "observationDate" in changes else None,
    )
