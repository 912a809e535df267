"""Autochecks: the mechanic's round, on a phone; and what it looks at."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from autopaspoort.check_points import group_name
from autopaspoort.domain.autochecks import (
    PHOTO,
    Point,
    answer_point,
    begin_autocheck,
    change_template,
    current_template,
    kind_of,
    points_of,
    publish_autocheck,
    set_rest_in_order,
)
from autopaspoort.forms_workshop import BeginForm, PointForm, PublishForm, TemplateForm
from autopaspoort.models import AutocheckDraft, VehicleKind
from autopaspoort.roles import CHECK_ROLES
from garageflow.documents.domain.documents import open_document
from garageflow.documents.models import Document
from garageflow.documents.registry import subject_of
from garageflow.errors import errors_shown_on
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.models import Role
from garageflow.vehicles.models import Vehicle


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*CHECK_ROLES)
def autocheck(request: MemberRequest, number: int) -> HttpResponse:
    """A GET shows the round that is being made, a POST begins one."""
    vehicle = get_object_or_404(Vehicle, number=number)
    if request.method == "POST":
        form = BeginForm(request.POST)
        if form.is_valid():
            begin_autocheck(vehicle, kind=form.cleaned_data["kind"], by=request.actor)
            return redirect("autopaspoort:autocheck", number)
    draft = _draft_of(vehicle)
    if draft is None:
        form = BeginForm(initial={"kind": kind_of(vehicle)})
        return render(request, "autopaspoort/autocheck_begin.html", {"vehicle": vehicle, "form": form})
    return _round(request, draft)


@require_POST
@requires(*CHECK_ROLES)
def autocheck_point(request: MemberRequest, number: int, place: int) -> HttpResponse:
    draft = _draft_or_404(number)
    if place >= len(draft.template.items):
        raise Http404
    form = PointForm(request.POST, request.FILES)
    if form.is_valid():
        with errors_shown_on(form):
            data = form.cleaned_data
            draft = answer_point(
                draft,
                place=place,
                result=data["result"],
                note=data["note"],
                photo=data["photo"],
                advice=form.advice(),
                by=request.actor,
            )
    if request.htmx:
        context = {"point": points_of(draft)[place], "vehicle": draft.vehicle, "form": form, "draft": draft}
        return render(request, "autopaspoort/_point.html", context, status=422 if form.errors else 200)
    if form.errors:
        return _round(request, draft, wrong=(place, form))
    return redirect(f"{request.path.split('points/')[0]}#point-{place}")


@require_POST
@requires(*CHECK_ROLES)
def autocheck_rest(request: MemberRequest, number: int) -> HttpResponse:
    set_rest_in_order(_draft_or_404(number))
    return redirect("autopaspoort:autocheck", number)


@require_POST
@requires(*CHECK_ROLES)
def autocheck_publish(request: MemberRequest, number: int) -> HttpResponse:
    draft = _draft_or_404(number)
    form = PublishForm(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            publish_autocheck(draft, km=form.cleaned_data["km"], by=request.actor)
            nudge_on_commit()
            messages.success(request, _("The autocheck is published. Its owner can see it."))
            return redirect("autopaspoort:profile", number)
    return _round(request, draft, publish=form)


@require_safe
@requires(*CHECK_ROLES)
@cache_control(private=True, max_age=3600)
def autocheck_photo(request: MemberRequest, number: int, pk: int) -> FileResponse:
    vehicle = get_object_or_404(Vehicle, number=number)
    document = get_object_or_404(Document, pk=pk, kind=PHOTO, subject=subject_of(vehicle))
    return FileResponse(open_document(document), content_type=document.content_type)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.OWNER, Role.RECEPTION)
def check_template(request: MemberRequest, vehicle_kind: str) -> HttpResponse:
    if vehicle_kind not in VehicleKind.values:
        raise Http404
    template = current_template(vehicle_kind)
    initial = {
        "points": [item["key"] for item in template.items if "key" in item],
        "own": "\n".join(item["name"] for item in template.items if "name" in item),
    }
    form = TemplateForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        with errors_shown_on(form):
            own = form.own_points()
            changed = change_template(template, keys=form.cleaned_data["points"], own=own, by=request.actor)
            messages.success(
                request, _("Version %(version)s is used from now on.") % {"version": changed.version}
            )
            return redirect("autopaspoort:check-template", vehicle_kind)
    kinds = [(value, label, value == vehicle_kind) for value, label in VehicleKind.choices]
    context = {"form": form, "template": template, "kinds": kinds}
    return render(request, "autopaspoort/check_template.html", context, status=422 if form.errors else 200)


def _round(
    request: MemberRequest,
    draft: AutocheckDraft,
    *,
    wrong: tuple[int, PointForm] | None = None,
    publish: PublishForm | None = None,
) -> HttpResponse:
    points = points_of(draft)
    context = {
        "draft": draft,
        "vehicle": draft.vehicle,
        "groups": _grouped(points, wrong),
        "done": sum(bool(point.result) for point in points),
        "total": len(points),
        "publish": publish or PublishForm(),
    }
    is_wrong = wrong is not None or (publish is not None and publish.errors)
    return render(request, "autopaspoort/autocheck_round.html", context, status=422 if is_wrong else 200)


def _grouped(
    points: list[Point], wrong: tuple[int, PointForm] | None
) -> list[tuple[str, list[tuple[Point, PointForm | None]]]]:
    place, form = wrong or (-1, None)
    return [
        (group_name(group), [(point, form if point.place == place else None) for point in found])
        for group, found in groupby(points, key=lambda point: point.group)
    ]


def _draft_of(vehicle: Vehicle) -> AutocheckDraft | None:
    return AutocheckDraft.objects.filter(vehicle=vehicle).select_related("vehicle", "template").first()


def _draft_or_404(number: int) -> AutocheckDraft:
    drafts = AutocheckDraft.objects.select_related("vehicle", "template")
    return get_object_or_404(drafts, vehicle__number=number)
