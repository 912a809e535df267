from __future__ import annotations

from copy import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from garageflow.audit.history import history_of
from garageflow.customers.domain.customer import CustomerExists, change_customer
from garageflow.customers.filters import CustomerFilter
from garageflow.customers.forms import CustomerForm
from garageflow.customers.models import Customer
from garageflow.customers.registry import mails_of, vehicles_of
from garageflow.customers.roles import EDIT_ROLES, VIEW_ROLES
from garageflow.customers.rows import customer_rows, export_headers, export_rows
from garageflow.customers.views.doubles import open_doubles
from garageflow.customers.views.merging import to_whom_he_is
from garageflow.mail.rows import mail_rows
from garageflow.tables.downloads import csv_download, xlsx_download
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.filters import filter_bar
from garageflow.ui.keyset import keyset_page
from garageflow.ui.navigation import count_with_sidebar
from garageflow.vehicles.pages import vehicle_pages_for

SORTS = {
    "name": ("name_key", "pk"),
    "-name": ("-name_key", "-pk"),
    "number": ("number",),
    "-number": ("-number",),
}
_MAILS_SHOWN = 20


@require_safe
@requires(*VIEW_ROLES)
def customer_list(request: MemberRequest) -> HttpResponse:
    customers = CustomerFilter(request.GET, Customer.objects.all())
    page = keyset_page(customers.qs, request.GET, order=SORTS.get(request.GET.get("sort", ""), SORTS["name"]))
    context = {
        "filters": filter_bar(customers.form, request.GET, reverse("customers:list")),
        "count": customers.qs.count(),
        "page": page,
        "rows": customer_rows(page.rows),
        "may_export": request.membership.has_any_role(EDIT_ROLES),
        "doubles": count_with_sidebar(request, open_doubles),
        "query": request.GET.urlencode(),
    }
    return render(request, "customers/customer_list.html", context)


@require_safe
@requires(*EDIT_ROLES)
def customer_export(request: MemberRequest, kind: str) -> HttpResponse:
    """Exactly what the filters let through, on all pages."""
    customers = CustomerFilter(request.GET, Customer.objects.all()).qs
    order = SORTS.get(request.GET.get("sort", ""), SORTS["name"])
    download = {"csv": csv_download, "xlsx": xlsx_download}[kind]
    return download(_("customers"), export_headers(), export_rows(customers.order_by(*order)))


@require_safe
@requires(*VIEW_ROLES)
def customer_detail(request: MemberRequest, number: int) -> HttpResponse:
    customer = Customer.objects.filter(number=number).first()
    if customer is None:
        return to_whom_he_is(request, number)
    vehicles = list(vehicles_of(customer))
    merged = list(customer.merged.select_related("merged_by").order_by("-merged_at"))
    numbers = [vehicle.number for vehicle in vehicles]
    urls = vehicle_pages_for(request.garage, request.membership.roles, numbers)
    context = {
        "customer": customer,
        "row": customer_rows([customer])[0],
        "vehicles": [(vehicle, urls.get(vehicle.number, "")) for vehicle in vehicles],
        "mails": mail_rows(mails_of(customer)[:_MAILS_SHOWN]),
        "merged": merged,
        "entries": history_of(customer, former_ids=[row.former_id for row in merged]),
        "may_edit": request.membership.has_any_role(EDIT_ROLES),
    }
    return render(request, "customers/customer_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*EDIT_ROLES)
def customer_edit(request: MemberRequest, number: int) -> HttpResponse:
    customer = get_object_or_404(Customer, number=number)
    form = CustomerForm(request.POST or None, instance=copy(customer))
    other = None
    if request.method == "POST" and form.is_valid():
        try:
            change_customer(customer, **form.cleaned_data, by=request.actor)
        except CustomerExists as error:
            # Caught here and not by errors_shown_on(): the page also shows the way to the other customer.
            form.add_error(error.field, str(error))
            other = error.other
        else:
            messages.success(request, _("Saved."))
            return redirect("customers:detail", customer.number)
    context = {"form": form, "customer": customer, "other": other}
    return render(request, "customers/customer_edit.html", context, status=422 if form.errors else 200)
