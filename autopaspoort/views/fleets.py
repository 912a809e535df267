"""Fleet accounts as the garage keeps them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from autopaspoort.domain.fleets import dismiss_manager, end_fleet, name_manager, open_fleet, rename_fleet
from autopaspoort.domain.ownerships import hand_to
from autopaspoort.fleet_rows import chosen_vehicles, fleet_download, fleet_tabs
from autopaspoort.forms_fleet import FleetForm, HandOverForm, ManagerForm
from autopaspoort.models import Fleet, FleetManager, Passport
from autopaspoort.roles import FLEET_ROLES, PASSPORT_ROLES
from autopaspoort.rows import passport_row
from autopaspoort.views.profile import passport_or_404
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.keyset import keyset_page

ORDER = ("vehicle__plate", "pk")


@require_safe
@requires(*PASSPORT_ROLES)
def fleet_list(request: MemberRequest) -> HttpResponse:
    fleets = Fleet.objects.current().annotate(
        vehicles=Count("passports", filter=~Q(passports__state=Passport.State.ARCHIVED), distinct=True),
        people=Count("managers", filter=Q(managers__ended_at=None), distinct=True),
    )
    page = keyset_page(fleets, request.GET, order=("name", "pk"))
    context = {"page": page, "rows": page.rows, "may_edit": _may_edit(request)}
    return render(request, "autopaspoort/fleet_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*FLEET_ROLES)
def fleet_new(request: MemberRequest) -> HttpResponse:
    form = FleetForm(request.POST or None)
    if form.is_valid():
        with errors_shown_on(form):
            fleet = open_fleet(name=form.cleaned_data["name"], by=request.actor)
            messages.success(request, _("The fleet account is open. Put cars into it by their profile."))
            return redirect("autopaspoort:fleet", fleet.number)
    return render(request, "autopaspoort/fleet_edit.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@requires(*PASSPORT_ROLES)
def fleet(request: MemberRequest, fleet_number: int) -> HttpResponse:
    return _page(request, _fleet_or_404(fleet_number), ManagerForm(initial=_language(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*FLEET_ROLES)
def fleet_edit(request: MemberRequest, fleet_number: int) -> HttpResponse:
    known = _fleet_or_404(fleet_number)
    form = FleetForm(request.POST or None, initial={"name": known.name})
    if form.is_valid():
        with errors_shown_on(form):
            rename_fleet(known, name=form.cleaned_data["name"], by=request.actor)
            messages.success(request, _("Saved."))
            return redirect("autopaspoort:fleet", fleet_number)
    context = {"form": form, "fleet": known}
    return render(request, "autopaspoort/fleet_edit.html", context, status=422 if form.errors else 200)


@require_POST
@requires(*FLEET_ROLES)
def fleet_end(request: MemberRequest, fleet_number: int) -> HttpResponse:
    known = _fleet_or_404(fleet_number)
    with errors_told_to(request):
        end_fleet(known, by=request.actor)
        messages.success(request, _("The fleet account of %s has ended.") % known.name)
    return redirect("autopaspoort:fleet-list")


@require_POST
@requires(*FLEET_ROLES)
def manager_name(request: MemberRequest, fleet_number: int) -> HttpResponse:
    known = _fleet_or_404(fleet_number)
    form = ManagerForm(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            name_manager(known, **form.cleaned_data, by=request.actor)
            nudge_on_commit()
            messages.success(request, _("A mail is on its way to %s.") % form.cleaned_data["email"])
            return redirect("autopaspoort:fleet", fleet_number)
    return _page(request, known, form, status=422)


@require_POST
@requires(*FLEET_ROLES)
def manager_dismiss(request: MemberRequest, fleet_number: int, manager_id: int) -> HttpResponse:
    manager = get_object_or_404(FleetManager, pk=manager_id, fleet__number=fleet_number)
    dismiss_manager(manager, by=request.actor)
    messages.success(request, _("%s does not see this fleet any more.") % manager.member.name)
    return redirect("autopaspoort:fleet", fleet_number)


@require_safe
@requires(*FLEET_ROLES)
def fleet_export(request: MemberRequest, fleet_number: int, kind: str) -> HttpResponse:
    """Exactly what the tab and the search show."""
    known, today = _fleet_or_404(fleet_number), request.garage.today()
    return fleet_download(known, chosen_vehicles(known, request.GET, today), kind, today)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*PASSPORT_ROLES)
def hand_over(request: MemberRequest, number: int) -> HttpResponse:
    """Sold, or another driver: reception notes it when the owner does not do it himself."""
    passport = passport_or_404(number)
    form = HandOverForm(request.POST or None, fleet=passport.fleet, initial=_language(request))
    if form.is_valid():
        with errors_shown_on(form):
            hand_to(passport, **form.person(), by=request.actor)
            nudge_on_commit()
            messages.success(request, _("The car has a new owner, who is asked to accept."))
            return redirect("autopaspoort:profile", number)
    context = {"form": form, "passport": passport, "vehicle": passport.vehicle}
    return render(request, "autopaspoort/hand_over.html", context, status=422 if form.errors else 200)


def _page(request: MemberRequest, fleet: Fleet, form: ManagerForm, status: int = 200) -> HttpResponse:
    today = request.garage.today()
    page = keyset_page(chosen_vehicles(fleet, request.GET, today), request.GET, order=ORDER)
    context: dict[str, Any] = {
        "fleet": fleet,
        "tabs": fleet_tabs(fleet, request.GET, today),
        "page": page,
        "rows": [passport_row(passport, today) for passport in page.rows],
        "managers": FleetManager.objects.filter(fleet=fleet, ended_at=None)
        .select_related("member__membership__user")
        .order_by("pk"),
        "form": form,
        "may_edit": _may_edit(request),
        "query": request.GET.urlencode(),
        "q": request.GET.get("q", ""),
    }
    return render(request, "autopaspoort/fleet.html", context, status=status)


def _fleet_or_404(number: int) -> Fleet:
    found: Fleet = get_object_or_404(Fleet.objects.current(), number=number)
    return found


def _may_edit(request: MemberRequest) -> bool:
    return request.membership.has_any_role(FLEET_ROLES)


def _language(request: MemberRequest) -> dict[str, str]:
    return {"language": request.garage.default_language}
