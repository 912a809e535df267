"""My trips: the driver's missions, their inspections, documents, certification, and what can go wrong."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from convoy.domain.expenses import claimable
from convoy.domain.finding import end_of, start_of
from convoy.domain.inspecting import add_photo, remove_photo, sign_inspection
from convoy.domain.missions import (
    STEPS,
    attach_document,
    certify_mission,
    give_back,
    report_breakdown,
    resume_mission,
    take_step,
)
from convoy.forms import AttachmentForm, NoteForm
from convoy.inspection_form import InspectionForm, PhotoForm
from convoy.mission_page import documents_of, inspection_cards, next_action
from convoy.models import Mission, MissionPhoto
from convoy.models.inspection import OBLIGATORY_PHOTOS, InspectionKind, PhotoPlace
from convoy.partner import DriverRequest, for_driver
from convoy.roles import DRIVER_ROLES
from convoy.rows import duration_words, mission_rows, routes_between, tag_words
from garageflow.errors import DomainError, errors_shown_on, errors_told_to
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import requires
from garageflow.ui.keyset import keyset_page


@require_safe
@requires(*DRIVER_ROLES)
@for_driver
def mission_list(request: DriverRequest) -> HttpResponse:
    missions = Mission.objects.filter(driver=request.driver).select_related("trip")
    page = keyset_page(missions, request.GET, order=("-starts_on", "-pk"))
    rows = mission_rows(page.rows, "convoy:partner-mission")
    context = {
        "live": [row for row in rows if not row.mission.has_ended],
        "past": [row for row in rows if row.mission.has_ended],
        "page": page,
    }
    return render(request, "convoy/partner_mission_list.html", context)


@require_safe
@requires(*DRIVER_ROLES)
@for_driver
def mission_detail(request: DriverRequest, number: int) -> HttpResponse:
    mission = _mission_or_404(request, number)
    trip = mission.trip
    start, end = start_of(trip), end_of(trip)
    inspections = list(mission.inspections.select_related("pdf").prefetch_related("damages"))
    context: dict[str, Any] = {
        "mission": mission,
        "row": mission_rows([mission], "convoy:partner-mission")[0],
        "trip": trip,
        "tags": tag_words(trip),
        "duration": duration_words(trip.duration_minutes),
        "route_url": routes_between([start, end]) if start and end else "",
        "action": next_action(mission),
        "inspections": inspection_cards(mission, inspections),
        "documents": documents_of(mission),
        "attachment_form": AttachmentForm(),
        "note_form": NoteForm(),
        "can_give_back": mission.state == Mission.State.ASSIGNED,
        "can_break_down": mission.state
        in (
            Mission.State.DEPARTURE_SIGNED,
            Mission.State.IN_TRANSIT,
            Mission.State.AT_DROPOFF,
        ),
        "can_claim": claimable(mission, request.garage.today()),
        "is_broken_down": mission.state == Mission.State.BREAKDOWN,
    }
    return render(request, "convoy/partner_mission.html", context)


@require_POST
@requires(*DRIVER_ROLES)
@for_driver
def mission_step(request: DriverRequest, number: int, step: str) -> HttpResponse:
    mission = _mission_or_404(request, number)
    if step not in STEPS:
        raise Http404
    with errors_told_to(request):
        take_step(mission, step, by=request.actor)
    return redirect("convoy:partner-mission", number)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*DRIVER_ROLES)
@for_driver
def inspection(request: DriverRequest, number: int, kind: str) -> HttpResponse:
    """Works with bad coverage: js/phone/inspection.js keeps what was typed on the phone until it is sent."""
    mission = _mission_or_404(request, number)
    if kind not in InspectionKind.values:
        raise Http404
    if request.method != "POST":
        return _inspection_page(request, mission, kind, InspectionForm(mission=mission))
    form = InspectionForm(request.POST, mission=mission)
    if form.is_valid():
        with errors_shown_on(form):
            sign_inspection(mission, kind=kind, **form.values(), by=request.actor)
        if not form.errors:
            nudge_on_commit()
            messages.success(request, _("Signed and sent."))
            if request.headers.get("Accept") == "application/json":
                # The script goes there itself: a page it fetched would have shown the message to nobody.
                return JsonResponse({"url": reverse("convoy:partner-mission", args=[number])})
            return redirect("convoy:partner-mission", number)
    return _inspection_page(request, mission, kind, form, status=422)


@require_POST
@requires(*DRIVER_ROLES)
@for_driver
def photo_add(request: DriverRequest, number: int, kind: str) -> HttpResponse:
    """One photo at a time, so that a lost connection costs one photo. Answers a script, or a plain form."""
    mission = _mission_or_404(request, number)
    if kind not in InspectionKind.values:
        raise Http404
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _photo_answer(request, mission, kind, _("Choose a photo."), status=422)
    values = form.cleaned_data
    try:
        add_photo(
            mission,
            kind=kind,
            place=values["place"],
            upload=values["file"],
            client_key=values["client_key"],
            by=request.actor,
        )
    except DomainError as error:
        return _photo_answer(request, mission, kind, str(error), status=422)
    return _photo_answer(request, mission, kind, "", status=200)


@require_POST
@requires(*DRIVER_ROLES)
@for_driver
def photo_remove(request: DriverRequest, pk: int) -> HttpResponse:
    photo = get_object_or_404(
        MissionPhoto.objects.select_related("mission"), pk=pk, mission__driver=request.driver
    )
    with errors_told_to(request):
        remove_photo(photo)
    return redirect("convoy:inspection", photo.mission.number, photo.kind)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*DRIVER_ROLES)
@for_driver
def certification(request: DriverRequest, number: int) -> HttpResponse:
    """By the tick after delivery; on the web with words when the inspection could not be sent."""
    mission = _mission_or_404(request, number)
    is_delivered = mission.state == Mission.State.DELIVERED
    form = NoteForm(request.POST or None)
    if is_delivered:
        del form.fields["note"]
    if request.method == "POST" and form.is_valid():
        with errors_shown_on(form):
            certify_mission(mission, note=form.cleaned_data.get("note", ""), by=request.actor)
        if not form.errors:
            messages.success(request, _("The mission is certified. Thank you."))
            return redirect("convoy:partner-mission", number)
    context = {"mission": mission, "trip": mission.trip, "form": form, "is_delivered": is_delivered}
    return render(request, "convoy/partner_certify.html", context, status=422 if form.errors else 200)


@require_POST
@requires(*DRIVER_ROLES)
@for_driver
def document_add(request: DriverRequest, number: int) -> HttpResponse:
    mission = _mission_or_404(request, number)
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.warning(request, _("Choose a file."))
        return redirect("convoy:partner-mission", number)
    with errors_told_to(request):
        attach_document(mission, upload=form.cleaned_data["file"], by=request.actor)
        messages.success(request, _("The document is with the mission."))
    return redirect("convoy:partner-mission", number)


@require_POST
@requires(*DRIVER_ROLES)
@for_driver
def incident(request: DriverRequest, number: int, kind: str) -> HttpResponse:
    """Breakdown, going on after it, giving the mission back."""
    mission = _mission_or_404(request, number)
    form = NoteForm(request.POST)
    if kind == "resume":
        with errors_told_to(request):
            resume_mission(mission, by=request.actor)
        return redirect("convoy:partner-mission", number)
    act = {"breakdown": report_breakdown, "give-back": give_back}.get(kind)
    if act is None:
        raise Http404
    if not form.is_valid():
        messages.warning(request, _("Say in a few words what happened."))
        return redirect("convoy:partner-mission", number)
    with errors_told_to(request):
        act(mission, note=form.cleaned_data["note"], by=request.actor)
        messages.success(request, _("The garage knows."))
    return redirect("convoy:partner-mission", number)


def _mission_or_404(request: DriverRequest, number: int) -> Mission:
    missions = Mission.objects.select_related("trip__vehicle", "driver", "w_plate", "quote")
    mission = get_object_or_404(missions, number=number, driver=request.driver)
    mission.garage = request.garage
    return mission


def _inspection_page(
    request: DriverRequest, mission: Mission, kind: str, form: InspectionForm, status: int = 200
) -> HttpResponse:
    if mission.inspections.filter(kind=kind).exists():
        messages.info(request, _("This inspection is signed: it cannot be changed any more."))
        return redirect("convoy:partner-mission", mission.number)
    photos = list(mission.photos.filter(kind=kind).select_related("document").order_by("pk"))
    context = {
        "mission": mission,
        "trip": mission.trip,
        "kind": kind,
        "label": InspectionKind(kind).label,
        "form": form,
        "slots": _slots(photos),
        "is_electric": mission.trip.is_electric,
    }
    return render(request, "convoy/partner_inspection.html", context, status=status)


def _slots(photos: list[MissionPhoto]) -> list[dict[str, Any]]:
    """The places that must be photographed first, then those that may."""
    return [
        {
            "place": place.value,
            "label": place.label,
            "is_obligatory": place in OBLIGATORY_PHOTOS,
            "photos": [photo for photo in photos if photo.place == place],
        }
        for place in (*OBLIGATORY_PHOTOS, *(place for place in PhotoPlace if place not in OBLIGATORY_PHOTOS))
    ]


def _photo_answer(
    request: DriverRequest, mission: Mission, kind: str, error: str, *, status: int
) -> HttpResponse:
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"error": error}, status=status)
    if error:
        messages.warning(request, error)
    return redirect("convoy:inspection", mission.number, kind)
