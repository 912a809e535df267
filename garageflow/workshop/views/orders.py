"""One work order: its page, and what reception does with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from garageflow.audit.history import history_of
from garageflow.customers.registry import keepers_of
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.vehicles.menu import vehicle_menu
from garageflow.workshop.domain.lines import line_rows
from garageflow.workshop.domain.orders import assign_mechanic, change_order, close_order, reopen_order
from garageflow.workshop.domain.service import photo_of
from garageflow.workshop.forms import MechanicForm, OrderForm
from garageflow.workshop.models import WorkOrder
from garageflow.workshop.registry import end_of_service_url, order_cards
from garageflow.workshop.roles import ORDER_ROLES, PLAN_ROLES
from garageflow.workshop.rows import order_row

_READINGS = 6


@require_safe
@requires(*ORDER_ROLES)
def order_detail(request: MemberRequest, number: int) -> HttpResponse:
    return order_page(request, order_or_404(number))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*PLAN_ROLES)
def order_edit(request: MemberRequest, number: int) -> HttpResponse:
    order = order_or_404(number)
    known = [order.customer] if order.customer else []
    customers = list(dict.fromkeys([*known, *keepers_of(order.vehicle.number)]))
    form = OrderForm.of(order, customers, request.POST if request.method == "POST" else None)
    if form.is_valid():
        with errors_shown_on(form):
            change_order(order, **form.cleaned_data, by=request.actor)

    if form.errors or not form.is_bound:
        context = {"form": form, "order": order, "vehicle": order.vehicle}
        return render(request, "workshop/order_edit.html", context, status=422 if form.errors else 200)
    messages.success(request, _("The work order is saved."))
    return redirect("workshop:order", order.number)


@require_POST
@requires(*PLAN_ROLES)
def order_mechanic(request: MemberRequest, number: int) -> HttpResponse:
    order = order_or_404(number)
    form = MechanicForm(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            assign_mechanic(order, mechanic=form.cleaned_data["mechanic"], by=request.actor)
    if form.errors:
        return order_page(request, order, mechanic=form, status=422)
    return redirect("workshop:order", number)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*PLAN_ROLES)
def order_end(request: MemberRequest, number: int) -> HttpResponse:
    """Where a feature has something to ask at the end, its window; else the order closes at once."""
    order = order_or_404(number)
    window = end_of_service_url(request, order)
    if window:
        return redirect(window)
    if request.method != "POST":
        return render(request, "workshop/order_end.html", {"order": order, "row": _row(request, order)})
    with errors_told_to(request):
        close_order(order, by=request.actor)
        messages.success(request, _("Work order %(number)s is closed.") % {"number": number})
    return redirect("workshop:order", number)


@require_POST
@requires(*PLAN_ROLES)
def order_reopen(request: MemberRequest, number: int) -> HttpResponse:
    with errors_told_to(request):
        reopen_order(order_or_404(number), by=request.actor)
    return redirect("workshop:order", number)


def order_or_404(number: int) -> WorkOrder:
    return get_object_or_404(WorkOrder.objects.with_all_shown(), number=number)


def order_page(
    request: MemberRequest, order: WorkOrder, *, mechanic: MechanicForm | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "order": order,
        "vehicle": order.vehicle,
        "row": _row(request, order),
        "lines": line_rows(order),
        "photo": photo_of(order),
        "readings": order.vehicle.odometer_readings.newest_first()[:_READINGS],
        "entries": history_of(order),
        "cards": order_cards(request, order),
        "menu": vehicle_menu(request, order.vehicle),
        "may_plan": request.membership.has_any_role(PLAN_ROLES),
        "mechanic_form": mechanic or MechanicForm(initial={"mechanic": order.mechanic_id}),
    }
    return render(request, "workshop/order_detail.html", context, status=status)


def _row(request: MemberRequest, order: WorkOrder) -> Any:
    return order_row(order, request.garage.today())
