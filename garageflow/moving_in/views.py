"""Moving in from an old system: uploading, the report of every line, taking over."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.jobs.rows import job_row, seconds_until_next_look
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.moving_in.contracts import TABLES, file_name_of
from garageflow.moving_in.domain.moves import keep_move, plan_taking
from garageflow.moving_in.forms import MoveForm
from garageflow.moving_in.models import Move
from garageflow.moving_in.report import SHOWN_PROBLEMS
from garageflow.tables.downloads import csv_download, xlsx_download
from garageflow.tables.writing import write_csv
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.models import Role

_SHOWN_MOVES = 20


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.OWNER)
def move_new(request: MemberRequest) -> HttpResponse:
    form = MoveForm(request.POST, request.FILES) if request.method == "POST" else MoveForm()
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        with errors_shown_on(form):
            move = keep_move(upload, name=upload.name, size=upload.size, by=request.actor)
        if not form.errors:
            nudge_on_commit()
            return redirect("moving_in:move", move.pk)
    moves = (
        Move.objects.select_related("uploaded_by", "check_job__requested_by", "take_job__requested_by")
        .defer("report")
        .order_by("-pk")
    )
    context = {
        "form": form,
        "tables": [(table, file_name_of(table).partition(".")[0]) for table in TABLES],
        "photo_folder": "photos/1-ABC-123/",
        "moves": [(move, job_row(move.take_job or move.check_job)) for move in moves[:_SHOWN_MOVES]],
    }
    return render(request, "moving_in/move_new.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Role.OWNER)
def move_detail(request: MemberRequest, move_id: int) -> HttpResponse:
    move = get_object_or_404(Move.objects.select_related("check_job", "take_job"), pk=move_id)
    job = move.take_job or move.check_job
    report: dict[str, Any] = move.report or {}
    problems = report.get("problems", [])
    context = {
        "move": move,
        "job": job,
        "row": job_row(job) if job else None,
        "seconds": seconds_until_next_look([job]) if job else None,
        "kinds": _counted(report),
        "problems": problems[:SHOWN_PROBLEMS],
        "more": max(0, len(problems) - SHOWN_PROBLEMS),
        "has_refused_lines": bool(report.get("refused_lines")),
        "may_take": move.report is not None and move.take_job_id is None and move.document_id is not None,
    }
    template = "moving_in/move_detail.html" + ("#move" if request.htmx else "")
    return render(request, template, context)


@require_POST
@requires(Role.OWNER)
def move_take(request: MemberRequest, move_id: int) -> HttpResponse:
    move = get_object_or_404(Move, pk=move_id)
    with errors_told_to(request):
        plan_taking(move, by=request.actor)
        nudge_on_commit()
        messages.success(request, _("Everything that is right is being taken over."))
    return redirect("moving_in:move", move.pk)


@require_safe
@requires(Role.OWNER)
def move_errors(request: MemberRequest, move_id: int) -> HttpResponse:
    """The refused lines of each table with what is wrong, as a zip: mended, it is uploaded again as it is."""
    move = get_object_or_404(Move, pk=move_id)
    refused = (move.report or {}).get("refused_lines") or {}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for table, lines in refused.items():
            if table in TABLES:
                content = io.BytesIO()
                write_csv(content, _header(table), lines)
                archive.writestr(file_name_of(table), content.getvalue())
    response = HttpResponse(packed.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="foute-regels.zip"'
    return response


@require_safe
@requires(Role.OWNER)
def template(request: MemberRequest, table: str, kind: str) -> HttpResponse:
    """An empty table with the right columns."""
    if table not in TABLES:
        raise Http404
    download = {"csv": csv_download, "xlsx": xlsx_download}[kind]
    return download(file_name_of(table).partition(".")[0], TABLES[table].template_headers, [])


def _header(table: str) -> list[str]:
    columns = [column.header for column in TABLES[table].read_columns]
    return [*columns, TABLES[table].header_of("error")]


def _counted(report: dict[str, Any]) -> list[tuple[str, dict[str, int]]]:
    labels = {
        "customers": _("Customers"),
        "vehicles": _("Vehicles"),
        "readings": _("Odometer readings"),
        "photos": _("Photos"),
    }
    return [(label, report[kind]) for kind, label in labels.items() if report.get(kind, {}).get("lines")]
