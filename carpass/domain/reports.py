"""Odometer reports as people make, change, send, confirm and give up on them."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carpass.domain.report_calls import (
    begin_call,
    changes_since,
    prepare_correction,
    prepare_observation,
    wake_sender,
)
from carpass.domain.report_checks import (
    Found,
    Level,
    Origin,
    ReportData,
    confirm,
    data_of,
    findings_of,
    keep_findings,
)
from carpass.domain.report_steps import NotPossibleNow, lock_report, lock_vehicle, move, note
from carpass.models import CarPassAccount, OdometerReport, ReportAnomaly
from carpass.report_roles import CONFIRM_ROLES
from carpass.states import CORRECTABLE, UNSENT, Event, State
from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Shop
from garageflow.vehicles.domain.odometer import correct_reading, record_reading
from garageflow.vehicles.models import OdometerReading, Vehicle
from garageflow.vehicles.vin import normalise_vin
from garageflow.workshop.models import WorkOrder


class OrderIsReported(DomainError):
    """This work order has a report already."""


class ReasonMissing(DomainError):
    field = "reason"


class MayNotConfirm(DomainError):
    pass


class NothingToConfirm(DomainError):
    pass


class ConfirmedBefore(DomainError):
    pass


class NothingToCorrect(DomainError):
    pass


@transaction.atomic
def open_report(
    vehicle: Vehicle,
    *,
    shop: Shop,
    data: ReportData,
    by: Actor,
    account: CarPassAccount | None = None,
    reading: OdometerReading | None = None,
    work_order: WorkOrder | None = None,
) -> OdometerReport:
    """Make a report; it is `blocked` or `ready` by what the rules find. `reading` is the mechanic's.

    Raises OrderIsReported.
    """
    report = OdometerReport(
        vehicle=vehicle,
        shop=shop,
        account=account,
        work_order=work_order,
        reading=reading,
        created_by=by.member,
    )
    _write(report, data)
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError as error:
        if "odometer_report_of_order" not in str(error):
            raise
        raise OrderIsReported(_("This work order is reported already.")) from None
    lock_vehicle(vehicle)
    _keep_reading(report, data, by=by)
    _judge(report, by=by)
    report.save()
    record("carpass.report_made", report, by=by, km=report.km, vehicle=str(vehicle))
    return report


@transaction.atomic
def edit_report(
    report: OdometerReport, *, data: ReportData, by: Actor, account: CarPassAccount | None = None
) -> OdometerReport:
    """Change what will be sent, and judge it anew. What waits in the queue comes out of it first.

    Raises NotPossibleNow while Car-Pass is called, while nobody knows whether it arrived, and afterwards.
    """
    report = lock_report(report)
    if report.state == State.QUEUED:
        _take_back(report, by=by)
    _refuse_unless_editable(report)
    lock_vehicle(report.vehicle)
    report.account = account or report.account
    _write(report, data)
    _keep_reading(report, data, by=by)
    _judge(report, by=by)
    report.save()
    record("carpass.report_changed", report, by=by, km=report.km, vehicle=str(report.vehicle))
    return report


@transaction.atomic
def send_report(report: OdometerReport, *, by: Actor) -> OdometerReport:
    """Put it in the queue of the sender; after Car-Pass answered it is a correction.

    Judged once more: the day goes on and so do other reports. When something stands in the way it is not
    queued, and its findings say why: look at `state`. Raises NotPossibleNow, NothingToCorrect.
    """
    wake_sender(report)
    report = lock_report(report)
    if report.state == State.ERROR:
        return _retry(report, by=by)
    if report.state not in (*UNSENT, *CORRECTABLE):
        raise NotPossibleNow(_("This report was sent already."))
    lock_vehicle(report.vehicle)
    is_correction = report.state in CORRECTABLE
    if is_correction and not changes_since(report):
        raise NothingToCorrect(_("Nothing was changed: correct the data, or say that they are correct."))
    blocking = _judge(report, by=by)
    if not blocking:
        if is_correction:
            prepare_correction(report)
            move(report, Event.CORRECT, by=by)
        else:
            prepare_observation(report, by=by)
            move(report, Event.QUEUE, by=by)
        report.queued_at = report.queued_at or timezone.now()
        report.next_attempt_at = timezone.now()
        record("carpass.report_sent", report, by=by, km=report.km, vehicle=str(report.vehicle))
    report.save()
    return report


@transaction.atomic
def confirm_findings(report: OdometerReport, *, reason: str, by: Actor) -> OdometerReport:
    """The green tick before sending: these data are correct although they look wrong.

    Raises MayNotConfirm, ReasonMissing, NothingToConfirm, NotPossibleNow.
    """
    reason = _checked_reason(reason, by)
    report = lock_report(report)
    if report.state not in (*UNSENT, *CORRECTABLE):
        raise NotPossibleNow(_("This report was sent already."))
    lock_vehicle(report.vehicle)
    blocking = keep_findings(report, _findings(report))
    anomalies = [row for row in blocking if row.level == Level.ANOMALY]
    if not anomalies:
        raise NothingToConfirm(_("There is nothing to confirm: what is left must be put right."))
    confirm(anomalies, reason=reason, by=by)
    _judge(report, by=by)
    report.save()
    codes = sorted({row.code for row in anomalies})
    note(report, "confirmed", by=by, codes=codes, reason=reason)
    record("carpass.findings_confirmed", report, by=by, codes=", ".join(codes), reason=reason)
    return report


@transaction.atomic
def confirm_data(report: OdometerReport, *, reason: str, by: Actor) -> OdometerReport:
    """Tell Car-Pass that the data are correct. It counts once: if it is not believed, only the correction
    form is left, so the caller has asked twice.

    Raises MayNotConfirm, ReasonMissing, ConfirmedBefore, NothingToConfirm, NotPossibleNow.
    """
    reason = _checked_reason(reason, by)
    wake_sender(report)
    report = lock_report(report)
    if report.state == State.ANOMALY and report.confirmed_at is not None:
        raise ConfirmedBefore(_("Car-Pass takes a confirmation once only, and this report had it."))
    remote = [row for row in report.findings.all() if row.origin == Origin.REMOTE and row.state == Found.OPEN]
    if report.state == State.ANOMALY and not _are_confirmable(remote):
        raise NothingToConfirm(_("Car-Pass does not take a confirmation for this: correct the data."))
    move(report, Event.CONFIRM, by=by, reason=reason)
    confirm(remote, reason=reason, by=by)
    begin_call(report, OdometerReport.Call.CONFIRMATION)
    report.confirmed_at = timezone.now()
    report.save()
    record("carpass.data_confirmed", report, by=by, reason=reason, vehicle=str(report.vehicle))
    return report


@transaction.atomic
def defer_report(report: OdometerReport, *, by: Actor) -> OdometerReport:
    """Do not send now. Raises NotPossibleNow."""
    report = lock_report(report)
    move(report, Event.DEFER, by=by)
    report.save()
    record("carpass.report_deferred", report, by=by, vehicle=str(report.vehicle))
    return report


@transaction.atomic
def take_back_report(report: OdometerReport, *, by: Actor) -> OdometerReport:
    """Out of the queue, as long as the sender has not begun. Raises NotPossibleNow."""
    report = lock_report(report)
    _take_back(report, by=by)
    report.save()
    record("carpass.report_taken_back", report, by=by, vehicle=str(report.vehicle))
    return report


@transaction.atomic
def cancel_report(report: OdometerReport, *, by: Actor) -> OdometerReport:
    """Before sending only. The reading stays: it was read. Raises NotPossibleNow."""
    report = lock_report(report)
    _refuse_if_it_may_have_arrived(report)
    move(report, Event.CANCEL, by=by)
    report.call, report.next_attempt_at, report.settled_at = "", None, timezone.now()
    report.save()
    record("carpass.report_cancelled", report, by=by, vehicle=str(report.vehicle))
    return report


@transaction.atomic
def retry_report(report: OdometerReport, *, by: Actor) -> OdometerReport:
    """Try again now, also after 401 or ten failures. Raises NotPossibleNow."""
    wake_sender(report)
    return _retry(lock_report(report), by=by)


def _retry(report: OdometerReport, *, by: Actor) -> OdometerReport:
    move(report, Event.RETRY if report.call else Event.ASK_AGAIN, by=by)
    report.attempts, report.next_attempt_at = 0, timezone.now()
    report.save()
    record("carpass.report_retried", report, by=by, vehicle=str(report.vehicle))
    return report


def _judge(report: OdometerReport, *, by: Actor) -> list[ReportAnomaly]:
    """Keep what the rules find, and go to `blocked` or `ready` where the report is still ours."""
    blocking = keep_findings(report, _findings(report))
    event, end = (Event.BLOCK, State.BLOCKED) if blocking else (Event.CLEAR, State.READY)
    if report.state not in CORRECTABLE and report.state != end:
        move(report, event, by=by, codes=sorted({row.code for row in blocking}))
    return blocking


def _findings(report: OdometerReport) -> Any:
    return findings_of(
        report.vehicle,
        shop=report.shop,
        data=data_of(report),
        account=report.account,
        reading=report.reading,
        report=report,
    )


def _write(report: OdometerReport, data: ReportData) -> None:
    claimed = data.claimed
    report.vin = normalise_vin(data.vin)[:40]
    report.km = claimed.whole_km
    report.work_date = data.work_date
    report.odometer_works = data.odometer_works
    report.odometer_works_kind = data.odometer_works_kind if data.odometer_works else ""
    report.km_before = data.km_before if data.odometer_works else None
    report.odometer_works_reason = data.odometer_works_reason.strip()[:200] if data.odometer_works else ""
    report.works = list(data.works)
    report.works_text = data.works_text.strip()[:500]


def _keep_reading(report: OdometerReport, data: ReportData, *, by: Actor) -> None:
    """The vehicle's history says what the report says: one reading, to which everything points."""
    if report.km is None or data.km is None or report.work_date > active_garage().today():
        return
    facts: dict[str, Any] = {"km": int(data.km), "unit": data.unit, "read_on": report.work_date, "by": by}
    known = report.reading
    if known is not None and known.is_active:
        report.reading = correct_reading(known, **facts)
    else:
        # The rules name a drop and ask about it: it is no reason to forget what was read.
        report.reading = record_reading(report.vehicle, drop_confirmed=True, **facts)
    order = report.work_order
    if order is not None and order.reading_id != report.reading.pk:
        WorkOrder.objects.filter(pk=order.pk).update(reading=report.reading)


def _take_back(report: OdometerReport, *, by: Actor) -> None:
    if report.state == State.QUEUED and (
        report.call_began_at or report.call != OdometerReport.Call.OBSERVATION
    ):
        raise NotPossibleNow(_("It is being sent at this moment."))
    move(report, Event.TAKE_BACK, by=by)
    report.call, report.next_attempt_at, report.queued_at = "", None, None


def _refuse_unless_editable(report: OdometerReport) -> None:
    if report.state in (*UNSENT, *CORRECTABLE):
        return
    if report.state != State.ERROR:
        raise NotPossibleNow(_("This report was sent already."))
    _refuse_if_it_may_have_arrived(report)


def _refuse_if_it_may_have_arrived(report: OdometerReport) -> None:
    if report.state == State.ERROR and not report.is_known_unsent:
        raise NotPossibleNow(
            _("The answer of Car-Pass was lost, so the report may have arrived: it is sent again as it was.")
        )


def _checked_reason(reason: str, by: Actor) -> str:
    if by.member is not None and not by.member.membership.has_any_role(CONFIRM_ROLES):
        raise MayNotConfirm(_("Only the reception and the owner may confirm that data are correct."))
    if not reason.strip():
        raise ReasonMissing(_("Say why these data are correct."))
    return reason.strip()[:200]


def _are_confirmable(remote: list[ReportAnomaly]) -> bool:
    return bool(remote) and all(row.is_confirmable for row in remote)
