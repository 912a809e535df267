"""Work orders as a list and as a calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from garageflow.tables.downloads import csv_download, xlsx_download
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.filters import filter_bar
from garageflow.ui.keyset import keyset_page
from garageflow.ui.parts import Tab
from garageflow.workshop.calendar import week_of
from garageflow.workshop.filters import WorkOrderFilter, chosen_state, in_every_state
from garageflow.workshop.models import WorkOrder, WorkOrderQuerySet
from garageflow.workshop.roles import ORDER_ROLES, PLAN_ROLES
from garageflow.workshop.rows import export_headers, export_rows, order_row

State = WorkOrder.State
SORTS = {
    "number": ("number",),
    "-number": ("-number",),
    "planned": ("planned_on", "pk"),
    "-planned": ("-planned_on", "-pk"),
}


@require_safe
@requires(*ORDER_ROLES)
def order_list(request: MemberRequest) -> HttpResponse:
    found = WorkOrderFilter(in_every_state(request.GET), WorkOrder.objects.all())
    orders = _in_state(found.qs, chosen_state(request.GET))
    page = keyset_page(orders.with_all_shown(), request.GET, order=_order(request))
    today = request.garage.today()
    context = {
        "bar": filter_bar(WorkOrderFilter(request.GET).form, request.GET, reverse("workshop:order-list")),
        "tabs": _tabs(request, found.qs),
        "page": page,
        "rows": [order_row(order, today) for order in page.rows],
        "may_plan": request.membership.has_any_role(PLAN_ROLES),
        "query": request.GET.urlencode(),
    }
    return render(request, "workshop/order_list.html", context)


@require_safe
@requires(*PLAN_ROLES)
def order_export(request: MemberRequest, kind: str) -> HttpResponse:
    """Exactly what is filtered, in the order of the list."""
    found = WorkOrderFilter(in_every_state(request.GET), WorkOrder.objects.all()).qs
    orders = _in_state(found, chosen_state(request.GET)).with_all_shown().order_by(*_order(request))
    download = {"csv": csv_download, "xlsx": xlsx_download}[kind]
    return download(_("work orders"), export_headers(), export_rows(orders))


@require_safe
@requires(*ORDER_ROLES)
def calendar(request: MemberRequest) -> HttpResponse:
    today = request.garage.today()
    chosen = _day(request.GET.get("day", "")) or today
    week = week_of(chosen, today=today)
    context: dict[str, Any] = {
        "week": week,
        "chosen": chosen,
        "today": today,
        "earlier": chosen - timedelta(days=7),
        "later": chosen + timedelta(days=7),
        "may_plan": request.membership.has_any_role(PLAN_ROLES),
    }
    return render(request, "workshop/calendar.html", context)


def _in_state(orders: WorkOrderQuerySet, state: str) -> WorkOrderQuerySet:
    if state == "all":
        return orders
    return orders.filter(state=state) if state else orders.unfinished()


def _order(request: MemberRequest) -> tuple[str, ...]:
    """Unfinished work from the oldest on, finished work from the newest."""
    is_past = chosen_state(request.GET) in (State.CLOSED, "all")
    return SORTS.get(request.GET.get("sort", ""), SORTS["-planned" if is_past else "planned"])


def _tabs(request: MemberRequest, orders: WorkOrderQuerySet) -> list[Tab]:
    counts: dict[str, int] = dict(orders.order_by().values_list("state").annotate(Count("pk")))
    total = sum(counts.values())
    shown = [("", _("Unfinished"), total - counts.get(State.CLOSED, 0))]
    shown += [(state.value, capfirst(str(state.label)), counts.get(state.value, 0)) for state in State]
    shown.append(("all", _("All"), total))
    chosen = chosen_state(request.GET)
    query = in_every_state(request.GET)
    tabs = []
    for state, label, count in shown:
        query.pop("state", None)
        if state:
            query["state"] = state
        tabs.append(Tab(label=label, count=count, url=f"?{query.urlencode()}", current=state == chosen))
    return tabs


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # A week on, or back, must still be a date.
    return day if 1900 <= day.year <= 2200 else None
