"""A new work order: first the vehicle, then what is to be done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from garageflow.customers.models import Customer
from garageflow.customers.registry import keepers_of, vehicles_of
from garageflow.customers.search import customers_matching, customers_with_words_inside
from garageflow.errors import errors_shown_on
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.vehicles.domain.facts import add_vehicle
from garageflow.vehicles.models import Vehicle
from garageflow.vehicles.plates import normalise_plate
from garageflow.vehicles.search import vehicles_matching
from garageflow.vehicles.vin import LENGTH, normalise_vin
from garageflow.workshop.domain.orders import create_order
from garageflow.workshop.forms import FindForm, NewVehicleForm, OrderForm
from garageflow.workshop.models import WorkOrder
from garageflow.workshop.roles import PLAN_ROLES

_SHOWN = 12


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*PLAN_ROLES)
def order_new(request: MemberRequest) -> HttpResponse:
    """`?vehicle=` names the vehicle, `?new=` asks for an unknown one; without both it is looked for."""
    if _number(request, "vehicle") is not None:
        return _for_vehicle(request, get_object_or_404(Vehicle, number=_number(request, "vehicle")))
    if "new" in request.GET:
        return _for_new_vehicle(request)
    return _find(request)


def _find(request: MemberRequest) -> HttpResponse:
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[:100]
    customer = _customer(request)
    vehicles = list(vehicles_matching(text).order_by("plate", "pk")[:_SHOWN]) if text else []
    context = {
        "form": FindForm({"q": text}),
        "text": text,
        "vehicles": vehicles,
        "customers": _customers(text) if text and not vehicles else [],
        "customer": customer,
        "their_vehicles": vehicles_of(customer) if customer else [],
    }
    part = "#found" if request.htmx else ""
    return render(request, "workshop/order_find.html" + part, context)


def _for_vehicle(request: MemberRequest, vehicle: Vehicle) -> HttpResponse:
    chosen = _customer(request)
    customers = list(dict.fromkeys([*([chosen] if chosen else []), *keepers_of(vehicle.number)]))
    form = _order_form(request, customers)
    if form.is_valid():
        with errors_shown_on(form):
            order = create_order(vehicle, **form.cleaned_data, by=request.actor)

    if form.errors or not form.is_bound:
        open_orders = WorkOrder.objects.unfinished().filter(vehicle=vehicle).planned_first()
        return _page(request, {"form": form, "vehicle": vehicle, "open_orders": open_orders})
    return _made(request, order)


def _for_new_vehicle(request: MemberRequest) -> HttpResponse:
    customer = _customer(request)
    form = _order_form(request, [customer] if customer else [])
    vehicle_form = NewVehicleForm(
        request.POST if request.method == "POST" else None, initial=_guess(request), prefix="vehicle"
    )
    if form.is_valid() and vehicle_form.is_valid():
        # Nothing of it if one of the two is refused.
        with errors_shown_on(form), errors_shown_on(vehicle_form), transaction.atomic():
            vehicle = add_vehicle(**vehicle_form.cleaned_data, by=request.actor)
            order = create_order(vehicle, **form.cleaned_data, by=request.actor)

    if form.errors or vehicle_form.errors or not form.is_bound:
        return _page(request, {"form": form, "vehicle_form": vehicle_form})
    return _made(request, order)


def _order_form(request: MemberRequest, customers: list[Customer]) -> OrderForm:
    initial = {
        "planned_on": request.GET.get("day") or request.garage.today(),
        "mechanic": request.GET.get("mechanic"),
        "customer": customers[0].pk if customers else None,
    }
    return OrderForm(request.POST if request.method == "POST" else None, initial=initial, customers=customers)


def _page(request: MemberRequest, context: dict[str, Any]) -> HttpResponse:
    forms = [context["form"], context.get("vehicle_form")]
    is_refused = any(form is not None and form.errors for form in forms)
    return render(request, "workshop/order_new.html", context, status=422 if is_refused else 200)


def _made(request: MemberRequest, order: WorkOrder) -> HttpResponse:
    messages.success(request, _("Work order %(number)s is made.") % {"number": order.number})
    return redirect("workshop:order", order.number)


def _customers(text: str) -> list[Customer]:
    found = list(customers_matching(text).order_by("name_key", "pk")[:_SHOWN])
    if found:
        return found
    inside = customers_with_words_inside(text, Customer.objects.all())
    return list(inside.order_by("name_key", "pk")[:_SHOWN])


def _customer(request: MemberRequest) -> Customer | None:
    number = _number(request, "customer")
    return get_object_or_404(Customer, number=number) if number is not None else None


def _number(request: MemberRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    # Of at most 18 digits: what the database can hold.
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _guess(request: MemberRequest) -> dict[str, str]:
    """What was looked for is what stands on the car."""
    text = request.GET.get("q", "")
    if len(normalise_vin(text)) == LENGTH:
        return {"country": request.garage.country, "vin": normalise_vin(text)}
    is_plate = any(letter.isdigit() for letter in text) and len(normalise_plate(text)) <= 12
    return {"country": request.garage.country, "plate": text if is_plate else ""}
