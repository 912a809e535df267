"""The mechanic's screen: a phone, one hand, no time."""

from __future__ import annotations

from typing import Any

from csp.constants import NONE
from csp.decorators import csp
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from garageflow.documents.domain.documents import open_document
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.workshop.domain.lines import line_rows
from garageflow.workshop.domain.service import enter_service, is_read_in_miles, photo_of, start_order
from garageflow.workshop.forms import ServiceForm
from garageflow.workshop.models import WorkOrder
from garageflow.workshop.roles import ORDER_ROLES
from garageflow.workshop.rows import order_row
from garageflow.workshop.views.orders import order_or_404


@require_safe
@requires(*ORDER_ROLES)
def mine(request: MemberRequest) -> HttpResponse:
    today = request.garage.today()
    orders = WorkOrder.objects.with_all_shown().of_mechanic(request.member, today)
    rows = [order_row(order, today) for order in orders]
    context = {
        "rows": [row for row in rows if row.tone != "soon"],
        "ready": [row for row in rows if row.tone == "soon"],
        "today": today,
    }
    return render(request, "workshop/mine.html", context)


@require_POST
@requires(*ORDER_ROLES)
def order_start(request: MemberRequest, number: int) -> HttpResponse:
    with errors_told_to(request):
        start_order(order_or_404(number), by=request.actor)
    return redirect("workshop:service", number)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*ORDER_ROLES)
def service(request: MemberRequest, number: int) -> HttpResponse:
    order = order_or_404(number)
    if request.method != "POST":
        return _page(request, order, ServiceForm.of(order, in_miles=is_read_in_miles(order.vehicle)))
    form = ServiceForm(request.POST, request.FILES, in_miles=is_read_in_miles(order.vehicle))
    is_ready = "ready" in request.POST
    if form.is_valid():
        with errors_shown_on(form):
            enter_service(order, **form.cleaned_data, is_ready=is_ready, by=request.actor)
        if form.has_error("km"):
            form.offer_confirmation()

    if form.errors:
        return _page(request, order, form, status=422)
    messages.success(request, _("Ready: reception knows.") if is_ready else _("Saved."))
    address = reverse("workshop:mine") if is_ready else reverse("workshop:service", args=[number])
    # static/js/phone/offline.js sends the form as htmx would.
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


@require_safe
@requires(*ORDER_ROLES)
@csp(  # type: ignore[arg-type]
    {
        "default-src": [NONE],
        "base-uri": [NONE],
        "form-action": [NONE],
        "frame-ancestors": [NONE],
        "sandbox": True,
    }
)
@cache_control(private=True, no_store=True)
def photo(request: MemberRequest, number: int) -> FileResponse:
    """Shown in the page: it was drawn anew when it came in, so there is nothing but a picture in it."""
    document = photo_of(order_or_404(number))
    if document is None:
        raise Http404
    return FileResponse(open_document(document), content_type=document.content_type)


def _page(request: MemberRequest, order: WorkOrder, form: ServiceForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "order": order,
        "vehicle": order.vehicle,
        "row": order_row(order, request.garage.today()),
        "lines": [line for line in line_rows(order) if line.is_planned],
        "photo": photo_of(order),
        "form": form,
    }
    return render(request, "workshop/service.html", context, status=status)
