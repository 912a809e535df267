"""The end of service: the order is closed and its reading goes to Car-Pass, now or later, in one step."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from carpass.domain.report_checks import ReportData
from carpass.domain.report_steps import NotPossibleNow
from carpass.domain.reports import confirm_findings, defer_report, edit_report, open_report, send_report
from carpass.models import CarPassAccount, OdometerReport
from carpass.states import CORRECTABLE, UNSENT, State
from garageflow.errors import DomainError
from garageflow.tenancy.actor import Actor
from garageflow.workshop.domain.orders import close_order
from garageflow.workshop.models import WorkOrder


class FindingsToSettle(DomainError):
    """Nothing was closed and nothing was sent: the page says what stands in the way."""


def report_of(order: WorkOrder) -> OdometerReport | None:
    """The one that counts; a cancelled one does not."""
    reports = OdometerReport.objects.with_all_shown().filter(work_order=order)
    return reports.exclude(state=State.CANCELLED).first()


@transaction.atomic
def end_with_report(
    order: WorkOrder,
    *,
    data: ReportData,
    by: Actor,
    account: CarPassAccount | None = None,
    reason: str = "",
) -> OdometerReport:
    """Send the report and close the order: both or neither. With a `reason`, the data are said to be correct.

    Raises FindingsToSettle when something stands in the way, OrderIsClosed, NotPossibleNow.
    """
    report = _written(order, data, by=by, account=account)
    if report.state == State.BLOCKED and reason.strip():
        report = confirm_findings(report, reason=reason, by=by)
    report = send_report(report, by=by)
    if report.state != State.QUEUED:
        raise FindingsToSettle(_("Not sent yet: first settle what stands in the way."))
    close_order(order, reading=report.reading, by=by)
    return report


@transaction.atomic
def end_and_defer(
    order: WorkOrder, *, data: ReportData, by: Actor, account: CarPassAccount | None = None
) -> OdometerReport:
    """Close the order; the report waits in the overview. Raises OrderIsClosed, NotPossibleNow."""
    report = _written(order, data, by=by, account=account)
    if report.state != State.DEFERRED:
        report = defer_report(report, by=by)
    close_order(order, reading=report.reading, by=by)
    return report


@transaction.atomic
def send_or_settle(report: OdometerReport, *, reason: str = "", by: Actor) -> OdometerReport:
    """From the overview. With a `reason` what looks wrong is confirmed first. Raises FindingsToSettle."""
    if reason.strip():
        report = confirm_findings(report, reason=reason, by=by)
    report = send_report(report, by=by)
    if report.state != State.QUEUED:
        raise FindingsToSettle(_("Not sent yet: first settle what stands in the way."))
    return report


def _written(
    order: WorkOrder, data: ReportData, *, by: Actor, account: CarPassAccount | None
) -> OdometerReport:
    """The report of the order; of one that was opened again, the same report, changed."""
    known = report_of(order)
    if known is None:
        return open_report(
            order.vehicle,
            shop=order.shop,
            data=data,
            by=by,
            account=account,
            reading=order.reading,
            work_order=order,
        )
    if known.state not in (*UNSENT, *CORRECTABLE):
        raise NotPossibleNow(_("This work order is reported already."))
    return edit_report(known, data=data, by=by, account=account)
