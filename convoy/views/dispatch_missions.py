"""Missions live, one mission, and what a dispatcher decides about it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from convoy.domain.finding import end_of, start_of
from convoy.domain.inspecting import add_addendum, detour_of, digest_again
from convoy.domain.missions import abort_mission, close_mission, report_empty_run, resume_mission
from convoy.forms import AddendumForm, ClosingForm, EmptyRunForm, NoteForm
from convoy.mission_page import documents_of, inspection_cards, inspection_details
from convoy.models import Mission
from convoy.models.inspection import InspectionKind
from convoy.roles import DISPATCH_ROLES
from convoy.rows import mission_rows, routes_between
from garageflow.audit.history import history_of
from garageflow.errors import errors_told_to
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.inside import with_related
from garageflow.ui.keyset import keyset_page


@require_safe
@requires(*DISPATCH_ROLES)
def mission_list(request: MemberRequest) -> HttpResponse:
    chosen = request.GET.get("state", "live")
    missions = Mission.objects.select_related("trip", "driver")
    found = missions if chosen == "all" else missions.live()
    page = keyset_page(
        found, request.GET, order=("starts_on", "pk") if chosen != "all" else ("-starts_on", "-pk")
    )
    context = {"page": page, "rows": mission_rows(page.rows, "convoy:mission"), "chosen": chosen}
    part = "#missions" if request.htmx else ""
    return render(request, "convoy/mission_list.html" + part, context)


@require_safe
@requires(*DISPATCH_ROLES)
def mission_detail(request: MemberRequest, number: int) -> HttpResponse:
    mission = _mission_or_404(number)
    mission.garage = request.garage
    inspections = with_related(mission.inspections.select_related("pdf"), "damages", "addenda")
    by_kind = {row.kind: row for row in inspections}
    start, end = start_of(mission.trip), end_of(mission.trip)
    photos = list(mission.photos.select_related("document").order_by("kind", "pk"))
    state = Mission.State
    context = {
        "mission": mission,
        "row": mission_rows([mission], "convoy:mission")[0],
        "trip": mission.trip,
        "inspections": inspection_cards(mission, inspections),
        "details": [inspection_details(row, photos, digest_again(row, photos)) for row in inspections],
        "detour": detour_of(
            by_kind.get(InspectionKind.DEPARTURE), by_kind.get(InspectionKind.ARRIVAL), mission.trip
        ),
        "documents": documents_of(mission),
        "route_url": routes_between([start, end]) if start and end else "",
        "closing_form": ClosingForm() if mission.state == state.CERTIFIED else None,
        "empty_run_form": EmptyRunForm() if mission.state == state.AT_PICKUP else None,
        "abort_form": NoteForm() if mission.state == state.BREAKDOWN else None,
        "addendum_form": AddendumForm(),
        "entries": history_of(mission),
    }
    return render(request, "convoy/mission_detail.html", context)


@require_POST
@requires(*DISPATCH_ROLES)
def mission_close(request: MemberRequest, number: int) -> HttpResponse:
    mission = _mission_or_404(number)
    form = ClosingForm(request.POST)
    if form.is_valid():
        with errors_told_to(request):
            close_mission(mission, rating=form.cleaned_data["rating"], by=request.actor)
            messages.success(request, _("The mission is closed."))
    return redirect("convoy:mission", number)


@require_POST
@requires(*DISPATCH_ROLES)
def mission_exit(request: MemberRequest, number: int, kind: str) -> HttpResponse:
    mission = _mission_or_404(number)
    forms = {"empty-run": EmptyRunForm, "abort": NoteForm, "resume": None}
    if kind not in forms:
        raise Http404
    if kind == "resume":
        with errors_told_to(request):
            resume_mission(mission, by=request.actor)
        return redirect("convoy:mission", number)
    form = EmptyRunForm(request.POST) if kind == "empty-run" else NoteForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Say in a few words what happened, and the amount where it is asked."))
        return redirect("convoy:mission", number)
    with errors_told_to(request):
        act = report_empty_run if kind == "empty-run" else abort_mission
        act(mission, **form.cleaned_data, by=request.actor)
        messages.success(request, _("Noted."))
    return redirect("convoy:mission", number)


@require_POST
@requires(*DISPATCH_ROLES)
def inspection_correct(request: MemberRequest, number: int, kind: str) -> HttpResponse:
    mission = _mission_or_404(number)
    inspection = get_object_or_404(mission.inspections, kind=kind)
    form = AddendumForm(request.POST)
    if form.is_valid():
        add_addendum(inspection, text=form.cleaned_data["text"], by=request.actor)
        messages.success(request, _("The correction stands below the inspection."))
    return redirect("convoy:mission", number)


def _mission_or_404(number: int) -> Mission:
    return get_object_or_404(
        Mission.objects.select_related("trip__vehicle", "driver", "w_plate", "quote"), number=number
    )
