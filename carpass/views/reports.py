"""The overview of odometer reports, and one of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carpass.domain.report_checks import data_of
from carpass.filters import GROUPS, ReportFilter, without_state
from carpass.models import OdometerReport
from carpass.models.report import OdometerReportQuerySet
from carpass.report_findings import findings_kept
from carpass.report_forms import OnceForm, ReasonForm
from carpass.report_roles import CONFIRM_ROLES, REPORT_ROLES
from carpass.report_rows import (
    can_confirm,
    can_send,
    event_steps,
    export_headers,
    export_rows,
    report_row,
    report_steps,
)
from carpass.roles import DOCUMENT_ROLES
from carpass.states import Event, State, events_of
from garageflow.tables.downloads import csv_download, xlsx_download
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.filters import filter_bar
from garageflow.ui.keyset import keyset_page
from garageflow.ui.parts import Tile
from garageflow.vehicles.menu import vehicle_menu
from garageflow.workshop.models import WorkOrder
from garageflow.workshop.works import labels_of

SORTS = {
    "": ("-work_date", "-pk"),
    "date": ("work_date", "pk"),
    "-date": ("-work_date", "-pk"),
}
_EARLIER = 6


@require_safe
@requires(*REPORT_ROLES)
def report_list(request: MemberRequest) -> HttpResponse:
    reports = _filtered(request).with_all_shown().prefetch_related("findings")
    page = keyset_page(reports, request.GET, order=_order(request))
    today = request.garage.today()
    may_confirm = request.membership.has_any_role(CONFIRM_ROLES)
    context = {
        "bar": filter_bar(ReportFilter(request.GET).form, request.GET, reverse("carpass:report-list")),
        "tiles": _tiles(request),
        "page": page,
        "rows": [report_row(report, today, may_confirm=may_confirm) for report in page.rows],
        "query": request.GET.urlencode(),
        "may_test": request.membership.has_any_role(DOCUMENT_ROLES),
    }
    return render(request, "carpass/report_list.html", context)


@require_safe
@requires(*REPORT_ROLES)
def report_export(request: MemberRequest, kind: str) -> HttpResponse:
    """Exactly what is filtered, in the order of the list."""
    reports = _filtered(request).with_all_shown().prefetch_related("findings").order_by(*_order(request))
    download = {"csv": csv_download, "xlsx": xlsx_download}[kind]
    return download(_("odometer reports"), export_headers(), export_rows(reports))


@require_safe
@requires(*REPORT_ROLES)
def report_detail(request: MemberRequest, pk: int) -> HttpResponse:
    return report_page(request, report_or_404(pk))


def report_or_404(pk: int) -> OdometerReport:
    return get_object_or_404(OdometerReport.objects.with_all_shown(), pk=pk)


def report_page(
    request: MemberRequest,
    report: OdometerReport,
    *,
    reason: ReasonForm | None = None,
    once: OnceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = list(report.findings.select_related("resolved_by"))
    blocking = [row for row in rows if row.blocks]
    may_confirm = request.membership.has_any_role(CONFIRM_ROLES)
    possible = events_of(report.state)
    earlier = OdometerReport.objects.filter(vehicle=report.vehicle).exclude(pk=report.pk).newest_first()
    context: dict[str, Any] = {
        "report": report,
        "vehicle": report.vehicle,
        "row": report_row(report, request.garage.today(), may_confirm=may_confirm),
        "findings": findings_kept(report.vehicle, data_of(report), rows),
        "can_send": can_send(report, blocking),
        "can_confirm": may_confirm and can_confirm(report, blocking),
        "is_once": report.state == State.ANOMALY,
        "can_defer": Event.DEFER in possible,
        "can_cancel": Event.CANCEL in possible,
        "can_take_back": Event.TAKE_BACK in possible,
        "needs_form": report.state in (State.FORM_REQUIRED, State.FORM_PRINTED, State.FORM_SENT),
        "is_under_way": report.state in GROUPS["under_way"],
        "reason": reason or ReasonForm(),
        "once": once or OnceForm(),
        "works": [*labels_of(report.works), *filter(None, [report.works_text])],
        "events": event_steps(report.events.order_by("-pk")),
        "reports": report_steps(earlier[:_EARLIER]),
        "menu": vehicle_menu(request, report.vehicle),
    }
    return render(request, "carpass/report_detail.html", context, status=status)


def _filtered(request: MemberRequest) -> OdometerReportQuerySet:
    reports: OdometerReportQuerySet = ReportFilter(request.GET, OdometerReport.objects.all()).qs
    return reports


def _order(request: MemberRequest) -> tuple[str, ...]:
    return SORTS.get(request.GET.get("sort", ""), SORTS[""])


def _tiles(request: MemberRequest) -> list[Tile]:
    """Deferred and late stand apart from what is to be solved."""
    params = without_state(request.GET)
    found: OdometerReportQuerySet = ReportFilter(params, OdometerReport.objects.all()).qs
    late = OdometerReport.objects.late(request.garage.today())
    counts = found.aggregate(
        total=Count("pk"),
        to_solve=Count("pk", filter=Q(state__in=GROUPS["to_solve"])),
        deferred=Count("pk", filter=Q(state=State.DEFERRED)),
        late=Count("pk", filter=Q(pk__in=late.values("pk"))),
        under_way=Count("pk", filter=Q(state__in=GROUPS["under_way"])),
        done=Count("pk", filter=Q(state__in=GROUPS["done"])),
    )
    chosen = request.GET.get("state", "")
    shown = (
        ("", _("All reports"), counts["total"], "none", "list"),
        ("to_solve", _("To solve"), counts["to_solve"], "now", ""),
        ("late", _("Late"), counts["late"], "now", "soon"),
        ("deferred", _("Not sent yet"), counts["deferred"], "soon", "mail"),
        ("under_way", _("Under way"), counts["under_way"], "busy", ""),
        ("done", _("Accepted"), counts["done"], "ok", ""),
    )
    tiles = []
    for key, label, count, tone, icon in shown:
        query = params.copy()
        if key:
            query["state"] = key
        tiles.append(
            Tile(
                label=label,
                count=count,
                url=f"?{query.urlencode()}",
                tone=tone if count else "none",
                current=key == chosen,
                icon=icon or tone,
            )
        )
    return tiles


@require_safe
@requires(*REPORT_ROLES)
def order_card(request: MemberRequest, number: int) -> HttpResponse:
    """What became of the reading of a work order: a card on its page, a page without script."""
    order = get_object_or_404(WorkOrder, number=number)
    reports = OdometerReport.objects.filter(work_order=order).newest_first()
    context = {"order": order, "reports": report_steps(reports)}
    return render(request, "carpass/order_card.html" + ("#card" if request.htmx else ""), context)
