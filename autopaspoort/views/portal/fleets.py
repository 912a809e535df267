"""A fleet as its manager sees it: every vehicle with its driver, wherever the driver lives."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from autopaspoort.domain.ownerships import hand_to
from autopaspoort.fleet_rows import chosen_vehicles, fleet_cars, fleet_download, fleet_tabs
from autopaspoort.forms_fleet import HandOverForm
from autopaspoort.models import Fleet
from autopaspoort.views.portal.door import PortalRequest, in_own_garage, managed_passport
from garageflow.errors import errors_shown_on
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.ui.keyset import keyset_page


@require_safe
@in_own_garage
def fleet(request: PortalRequest, fleet_number: int) -> HttpResponse:
    managed, today = _managed(request, fleet_number), request.garage.today()
    page = keyset_page(
        chosen_vehicles(managed, request.GET, today), request.GET, order=("vehicle__plate", "pk")
    )
    context = {
        "fleet": managed,
        "tabs": fleet_tabs(managed, request.GET, today),
        "page": page,
        "cars": fleet_cars(page.rows, today),
        "query": request.GET.urlencode(),
        "q": request.GET.get("q", ""),
    }
    return render(request, "portal/fleet.html", context)


@require_safe
@in_own_garage
def fleet_export(request: PortalRequest, fleet_number: int, kind: str) -> HttpResponse:
    managed, today = _managed(request, fleet_number), request.garage.today()
    return fleet_download(managed, chosen_vehicles(managed, request.GET, today), kind, today)


@require_http_methods(["GET", "HEAD", "POST"])
@in_own_garage
def driver_change(request: PortalRequest, number: int) -> HttpResponse:
    passport = managed_passport(request, number)
    initial = {"language": request.user.language}
    form = HandOverForm(request.POST or None, fleet=passport.fleet, is_manager=True, initial=initial)
    if form.is_valid():
        with errors_shown_on(form):
            hand_to(passport, **form.person(), by=request.actor)
            nudge_on_commit()
            messages.success(request, _("The new driver gets a mail and accepts."))
            return redirect("portal:vehicle", request.garage.slug, number)
    context = {"form": form, "passport": passport, "vehicle": passport.vehicle}
    return render(request, "portal/driver.html", context, status=422 if form.errors else 200)


def _managed(request: PortalRequest, number: int) -> Fleet:
    found: Fleet = get_object_or_404(Fleet.objects.managed_by(request.member), number=number)
    return found
