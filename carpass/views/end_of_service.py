"""The window that "end of service" opens: the reading is checked, described, and sent or kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from carpass.domain.end_of_service import end_and_defer, end_with_report, report_of
from carpass.domain.report_checks import ReportData, data_of, findings_of
from carpass.models import OdometerReport
from carpass.report_findings import FindingSet, found_while_typing
from carpass.report_forms import ReasonForm, ReportForm, ShopForm
from carpass.report_roles import CONFIRM_ROLES
from carpass.report_rows import report_steps
from carpass.states import UNSENT
from garageflow.errors import errors_shown_on
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.models import Shop
from garageflow.vehicles.models import Vehicle
from garageflow.workshop.domain.lines import works_done
from garageflow.workshop.domain.service import is_read_in_miles, photo_of
from garageflow.workshop.models import WorkOrder
from garageflow.workshop.roles import PLAN_ROLES
from garageflow.workshop.rows import order_row

_EARLIER = 4
# The fields beside which something can be said.
TOLD = ("km", "work_date", "vin", "works", "km_before", "odometer_works_reason")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*PLAN_ROLES)
def end_of_service(request: MemberRequest, number: int) -> HttpResponse:
    order = _order(number)
    report = report_of(order)
    if order.is_closed or (report is not None and report.state not in UNSENT):
        return redirect("workshop:order", number)
    if request.method != "POST":
        form = ReportForm.of(_data(request, order, report), in_miles=is_read_in_miles(order.vehicle))
        return _page(request, order, report, form)
    form = _form(request, order)
    accounts = ShopForm(request.POST, shop=order.shop)
    reason = ReasonForm(request.POST)
    if form.is_valid() and accounts.is_valid() and reason.is_valid():
        with errors_shown_on(form):
            return _end(request, order, form, accounts, reason)
    return _page(request, order, report, form, reason=reason, status=422)


@require_POST
@requires(*PLAN_ROLES)
def end_findings(request: MemberRequest, number: int) -> HttpResponse:
    """What the rules say about what stands in the form at this moment; nothing is written."""
    order = _order(number)
    form = _form(request, order)
    findings = findings_in(form, order.vehicle, shop=order.shop, order=order, report=report_of(order))
    return findings_answer(request, findings)


def findings_answer(request: MemberRequest, findings: FindingSet) -> HttpResponse:
    """The boxes, and what stands beside each field (swapped out of band)."""
    context = {
        "findings": findings,
        "told": [(name, findings.beside.get(name)) for name in TOLD],
        "reason": ReasonForm(request.POST) if request.membership.has_any_role(CONFIRM_ROLES) else None,
    }
    return render(request, "carpass/_findings_answer.html", context)


def findings_in(
    form: ReportForm,
    vehicle: Vehicle,
    *,
    shop: Shop,
    order: WorkOrder | None = None,
    report: OdometerReport | None = None,
) -> FindingSet:
    """Of what was typed so far; of a form that cannot be read yet, nothing."""
    # What the domain said stands above the form; only a field that cannot be read leaves nothing to judge.
    if not form.is_bound or set(form.errors) - {NON_FIELD_ERRORS}:
        return FindingSet([])
    data = form.report_data
    own = (report.reading if report else None) or (order.reading if order else None)
    account = report.account if report else None
    found = findings_of(vehicle, shop=shop, data=data, account=account, reading=own, report=report)
    return found_while_typing(vehicle, data, found, own=own)


def _end(
    request: MemberRequest, order: WorkOrder, form: ReportForm, accounts: ShopForm, reason: ReasonForm
) -> HttpResponse:
    given: dict[str, Any] = {
        "data": form.report_data,
        "account": accounts.cleaned_data.get("account"),
        "by": request.actor,
    }
    if "defer" in request.POST:
        end_and_defer(order, **given)
        messages.success(
            request,
            _("Work order %(number)s is closed. The report waits in Car-Pass.") % {"number": order.number},
        )
    else:
        end_with_report(order, **given, reason=reason.cleaned_data["reason"])
        nudge_on_commit()
        messages.success(
            request,
            _("Work order %(number)s is closed, its report is on its way.") % {"number": order.number},
        )
    return redirect("workshop:order", order.number)


def _page(
    request: MemberRequest,
    order: WorkOrder,
    report: OdometerReport | None,
    form: ReportForm,
    *,
    reason: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    vehicle = order.vehicle
    shown = form if form.is_bound else _filled(form, order)
    earlier = OdometerReport.objects.filter(vehicle=vehicle).newest_first()
    context = {
        "order": order,
        "vehicle": vehicle,
        "row": order_row(order, request.garage.today()),
        "form": form,
        "accounts": ShopForm(request.POST or None, shop=order.shop),
        "reason": reason or ReasonForm(),
        "findings": findings_in(shown, vehicle, shop=order.shop, order=order, report=report),
        "photo": photo_of(order),
        "last": vehicle.odometer_readings.active().newest_first().exclude(pk=order.reading_id).first(),
        "reports": report_steps(earlier[:_EARLIER]),
    }
    return render(request, "carpass/end_of_service.html", context, status=status)


def _form(request: MemberRequest, order: WorkOrder) -> ReportForm:
    return ReportForm(request.POST, in_miles=is_read_in_miles(order.vehicle))


def _filled(form: ReportForm, order: WorkOrder) -> ReportForm:
    """Bound with its own initial values: the page says at once what is wrong with the mechanic's reading."""
    data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    given = {name: value for name, value in data.items() if value not in (None, "", False)}
    return ReportForm(given, in_miles="unit" in form.fields)


def _data(request: MemberRequest, order: WorkOrder, report: OdometerReport | None) -> ReportData:
    if report is not None:
        return data_of(report)
    reading = order.reading
    return ReportData(
        vin=order.vehicle.vin,
        km=reading.value if reading else None,
        unit=reading.unit if reading else "km",
        work_date=reading.read_on if reading else request.garage.today(),
        works=tuple(works_done(order)),
    )


def _order(number: int) -> WorkOrder:
    orders = WorkOrder.objects.with_all_shown().select_related("reading__recorded_by")
    return get_object_or_404(orders, number=number)
