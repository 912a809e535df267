"""What a report will tell Car-Pass, written down before anybody is called: a repeated call says the same."""

from __future__ import annotations

from typing import Any

from django.utils import timezone, translation

from carpass.domain.report_checks import Found, Origin, account_of, fix
from carpass.models import OdometerReport
from carpass.models.report import new_key
from garageflow.jobs.domain.work import enqueue
from garageflow.tenancy.actor import Actor
from garageflow.vehicles.domain.odometer import record_odometer_work
from garageflow.vehicles.models import OdometerWork
from garageflow.workshop.works import labels_of

REPORT = "carpass.report"
Call = OdometerReport.Call


def wake_sender(report: OdometerReport) -> None:
    """Make the report due. Called before the report is locked: the sender locks in that order too."""
    enqueue(REPORT, report.pk)


def prepare_observation(report: OdometerReport, *, by: Actor) -> None:
    """The report as it is sent, and the works on the odometer that it tells of, which begin an epoch."""
    account = account_of(report.shop, report.account)
    assert account is not None
    report.account = account
    _record_odometer_work(report, by=by)
    report.sent = {
        "vin": report.vin,
        "odometer": report.km,
        "observationDate": report.work_date.isoformat(),
        "enterpriseNumber": account.enterprise_number,
        "odometerWorks": _odometer_works(report),
        "works": _works(report),
        "reference": str(report.work_order.number if report.work_order else report.pk),
        "language": account.language,
    }
    for row in report.findings.filter(origin=Origin.REMOTE).exclude(state=Found.FIXED):
        fix(row)
    begin_call(report, Call.OBSERVATION)


def prepare_correction(report: OdometerReport) -> None:
    report.account = account_of(report.shop, report.account)
    begin_call(report, Call.CORRECTION)


def begin_call(report: OdometerReport, call: str) -> None:
    report.call, report.idempotency_key, report.is_doubtful = call, new_key(), False
    report.call_began_at, report.attempts, report.asked = None, 0, 0
    report.error_code = report.error_message = ""
    report.next_attempt_at = timezone.now()


def end_call(report: OdometerReport) -> None:
    """Nothing is left to be told."""
    report.call, report.is_doubtful, report.call_began_at = "", False, None
    report.attempts, report.asked, report.next_attempt_at = 0, 0, None
    report.error_code = report.error_message = ""


def changes_since(report: OdometerReport) -> dict[str, Any]:
    """What is no longer as it was sent, in the words of the contract."""
    now = {"vin": report.vin, "odometer": report.km, "observationDate": report.work_date.isoformat()}
    return {name: value for name, value in now.items() if report.sent.get(name) != value}


def _record_odometer_work(report: OdometerReport, *, by: Actor) -> None:
    if not report.odometer_works or report.odometer_work is not None:
        return
    assert report.km is not None
    assert report.km_before is not None
    report.odometer_work = record_odometer_work(
        report.vehicle,
        kind=report.odometer_works_kind or OdometerWork.Kind.REPAIR,
        done_on=report.work_date,
        km_before=report.km_before,
        km_after=report.km,
        reason=report.odometer_works_reason,
        done_by=str(report.shop),
        first_reading=report.reading,
        by=by,
    )
    if report.reading is not None:
        report.reading.refresh_from_db()


def _odometer_works(report: OdometerReport) -> dict[str, Any] | None:
    if not report.odometer_works:
        return None
    return {
        "kind": report.odometer_works_kind or OdometerWork.Kind.REPAIR.value,
        "odometerBefore": report.km_before,
        "odometerAfter": report.km,
        "reason": report.odometer_works_reason,
    }


def _works(report: OdometerReport) -> list[dict[str, str]]:
    """Since 1 January 2024: the works by the codes of the list, and in words what is not on it."""
    assert report.account is not None
    with translation.override(report.account.language):
        lines = [{"code": code, "description": labels_of([code])[0]} for code in report.works]
    return [*lines, {"code": "", "description": report.works_text}] if report.works_text else lines
