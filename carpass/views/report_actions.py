"""What is done with a report: made, changed, sent, confirmed, put off, cancelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from carpass.domain.end_of_service import send_or_settle
from carpass.domain.report_checks import ReportData, data_of
from carpass.domain.reports import (
    cancel_report,
    confirm_data,
    defer_report,
    edit_report,
    open_report,
    take_back_report,
)
from carpass.models import OdometerReport
from carpass.report_forms import OnceForm, ReasonForm, ReportForm, ShopForm, numbers_of
from carpass.report_roles import CONFIRM_ROLES, REPORT_ROLES
from carpass.states import CORRECTABLE, State
from carpass.views.end_of_service import findings_answer, findings_in
from carpass.views.reports import report_or_404, report_page
from garageflow.errors import DomainError, errors_shown_on, errors_told_to
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.models import Shop
from garageflow.vehicles.models import Vehicle
from garageflow.vehicles.search import vehicles_matching
from garageflow.workshop.domain.service import is_read_in_miles

_SHOWN = 12
_MOST_AT_ONCE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*REPORT_ROLES)
def report_new(request: MemberRequest) -> HttpResponse:
    """Before the end of service, or without a work order."""
    number = request.GET.get("vehicle", "")
    if not number.isdecimal() or len(number) > 18:
        return _find(request)
    vehicle = get_object_or_404(Vehicle, number=number)
    data = ReportData(vin=vehicle.vin, km=None, work_date=request.garage.today())
    return _form_page(request, vehicle, data, make=_made_by(vehicle))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*REPORT_ROLES)
def report_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """The pencil."""
    report = report_or_404(pk)
    return _form_page(request, report.vehicle, data_of(report), make=_changed_by(report), report=report)


@require_POST
@requires(*REPORT_ROLES)
def report_findings(request: MemberRequest) -> HttpResponse:
    """While somebody types: of a report (`?report=`), or of a vehicle that gets one."""
    pk, number = request.GET.get("report", ""), request.GET.get("vehicle", "")
    report = report_or_404(int(pk)) if pk.isdecimal() and len(pk) < 19 else None
    vehicle = (
        report.vehicle if report else get_object_or_404(Vehicle, number=number if number.isdecimal() else 0)
    )
    form = ReportForm(request.POST, in_miles=is_read_in_miles(vehicle))
    return findings_answer(request, findings_in(form, vehicle, report=report, shop=_shop(request, report)))


@require_POST
@requires(*REPORT_ROLES)
def report_send(request: MemberRequest, pk: int) -> HttpResponse:
    """The envelope; with a reason the green tick before it."""
    report = report_or_404(pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            send_or_settle(report, reason=form.cleaned_data["reason"], by=request.actor)
            nudge_on_commit()
            messages.success(request, _("The report is on its way to Car-Pass."))
    if form.errors:
        return report_page(request, report_or_404(pk), reason=form, status=422)
    return _back(request, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*CONFIRM_ROLES)
def report_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    """The green tick at Car-Pass: the second of two steps, because it counts once."""
    report = report_or_404(pk)
    if report.state != State.ANOMALY:
        return report_page(request, report)
    form = OnceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with errors_shown_on(form):
            confirm_data(report, reason=form.cleaned_data["reason"], by=request.actor)
            nudge_on_commit()
    if form.errors or not form.is_bound:
        context = {"report": report, "vehicle": report.vehicle, "form": form}
        return render(request, "carpass/report_confirm.html", context, status=422 if form.errors else 200)
    messages.success(request, _("Car-Pass is told that the data are correct."))
    return redirect("carpass:report", pk)


@require_POST
@requires(*REPORT_ROLES)
def report_defer(request: MemberRequest, pk: int) -> HttpResponse:
    return _do(request, pk, defer_report, _("The report is kept. It waits here until you send it."))


@require_POST
@requires(*REPORT_ROLES)
def report_take_back(request: MemberRequest, pk: int) -> HttpResponse:
    return _do(request, pk, take_back_report, _("The report is taken out of the queue."))


@require_POST
@requires(*REPORT_ROLES)
def report_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    return _do(request, pk, cancel_report, _("The report is cancelled. The reading stays in the history."))


@require_POST
@requires(*REPORT_ROLES)
def reports_send(request: MemberRequest) -> HttpResponse:
    """Those that were ticked in the list; what cannot be sent says so."""
    reports = OdometerReport.objects.filter(pk__in=numbers_of(request.POST)).order_by("pk")[:_MOST_AT_ONCE]
    sent, refused = 0, []
    for report in reports:
        try:
            send_or_settle(report, by=request.actor)
        except DomainError as error:
            refused.append(f"{report}: {error}")
        else:
            sent += 1
    nudge_on_commit()
    if sent:
        text = ngettext("%(count)s report is on its way.", "%(count)s reports are on their way.", sent)
        messages.success(request, text % {"count": sent})
    for words in refused[:5]:
        messages.warning(request, words)
    return redirect("carpass:report-list")


def _find(request: MemberRequest) -> HttpResponse:
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[:100]
    vehicles = vehicles_matching(text).order_by("plate", "pk")[:_SHOWN] if text else []
    context = {"text": text, "vehicles": vehicles}
    part = "#found" if request.htmx else ""
    return render(request, "carpass/report_find.html" + part, context)


Make = Callable[[MemberRequest, ReportData, dict[str, Any]], OdometerReport]


def _made_by(vehicle: Vehicle) -> Make:
    def make(request: MemberRequest, data: ReportData, chosen: dict[str, Any]) -> OdometerReport:
        return open_report(vehicle, data=data, by=request.actor, **chosen)

    return make


def _changed_by(report: OdometerReport) -> Make:
    def make(request: MemberRequest, data: ReportData, chosen: dict[str, Any]) -> OdometerReport:
        return edit_report(report, data=data, by=request.actor, account=chosen.get("account"))

    return make


def _form_page(
    request: MemberRequest,
    vehicle: Vehicle,
    data: ReportData,
    *,
    make: Make,
    report: OdometerReport | None = None,
) -> HttpResponse:
    """One form for a new report and a changed one: kept by one button, sent at once by the other."""
    in_miles = is_read_in_miles(vehicle)
    is_post = request.method == "POST"
    form = ReportForm(request.POST, in_miles=in_miles) if is_post else ReportForm.of(data, in_miles=in_miles)
    shops = ShopForm(request.POST if is_post else None, shop=report.shop if report else None)
    if is_post and form.is_valid() and shops.is_valid():
        with errors_shown_on(form):
            made = make(request, form.report_data, shops.cleaned_data)
            if "send" in request.POST:
                _send_if_clear(request, made)
            return redirect("carpass:report", made.pk)
    context = {
        "report": report,
        "vehicle": vehicle,
        "form": form,
        "shops": shops,
        "findings": findings_in(form, vehicle, report=report, shop=_shop(request, report)),
        "is_correction": report is not None and report.state in CORRECTABLE,
        "query": f"report={report.pk}" if report else f"vehicle={vehicle.number}",
    }
    return render(request, "carpass/report_form.html", context, status=422 if is_post else 200)


def _send_if_clear(request: MemberRequest, report: OdometerReport) -> None:
    """What stands in the way is shown on the report's own page: what was typed is kept either way."""
    with errors_told_to(request):
        send_or_settle(report, by=request.actor)
        nudge_on_commit()
        messages.success(request, _("The report is on its way to Car-Pass."))


def _shop(request: MemberRequest, report: OdometerReport | None) -> Shop:
    if report is not None:
        shop: Shop = report.shop
        return shop
    chosen = request.POST.get("shop", "")
    shops = Shop.objects.order_by("name")
    found = shops.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 19 else None
    return found or shops[:1].get()


def _do(request: MemberRequest, pk: int, act: Callable[..., Any], words: str) -> HttpResponse:
    with errors_told_to(request):
        act(report_or_404(pk), by=request.actor)
        messages.success(request, words)
    return redirect("carpass:report", pk)


def _back(request: MemberRequest, pk: int) -> HttpResponse:
    return redirect("carpass:report-list") if "from_list" in request.POST else redirect("carpass:report", pk)
