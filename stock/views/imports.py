"""Bringing a stock from CSV or Excel: the file, what would happen, and doing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from garageflow.documents.models import Document
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tables.downloads import csv_download, xlsx_download
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from stock.domain.imports import FILE_KIND, job_of, keep_list, plan_import
from stock.forms import StockImportForm
from stock.import_contract import LIMITS, STOCK_LIST, read_stock_list
from stock.import_job import judged_lines
from stock.models import Listing
from stock.roles import SALES_ROLES

_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*SALES_ROLES)
def import_new(request: MemberRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "stock/import_new.html", {"form": StockImportForm()})
    form = StockImportForm(request.POST, request.FILES)
    if form.is_valid():
        upload, garage = form.cleaned_data["file"], request.garage
        with errors_shown_on(form):
            # Read as a whole before anything is kept: a file can turn out to be unreadable at its last line.
            list(read_stock_list(upload, country=garage.country, today=garage.today()))
            upload.seek(0)
            content = upload.read(LIMITS.file_bytes)
            kept = keep_list(content, name=upload.name, shop=form.cleaned_data["shop"], by=request.actor)
    if form.errors:
        return render(request, "stock/import_new.html", {"form": form}, status=422)
    return redirect("stock:import-check", kept.pk)


@require_safe
@requires(*SALES_ROLES)
def import_check(request: MemberRequest, document_id: int) -> HttpResponse:
    """The dry run: what would happen, line by line."""
    document = _document(document_id)
    job = job_of(document)
    if job is not None:
        return redirect("jobs:detail", job.pk)
    lines = judged_lines(request.garage, document)
    right = [line for line in lines if not line.errors]
    vins = [line.form.cleaned_data["vin"] for line in right if line.form and line.form.cleaned_data["vin"]]
    known = set(Listing.objects.present().filter(vin__in=vins).values_list("vin", flat=True))
    wrong = [line for line in lines if line.errors]
    context = {
        "document": document,
        "new_count": len(right) - len(known),
        "known_count": len(known),
        "wrong_count": len(wrong),
        "right_count": len(right),
        "wrong": wrong[:_SHOWN],
        "first": right[:_SHOWN],
        "known": known,
    }
    return render(request, "stock/import_check.html", context)


@require_safe
@requires(*SALES_ROLES)
def import_errors(request: MemberRequest, document_id: int) -> HttpResponse:
    """The wrong lines as they were, with what is wrong: to mend and to bring again."""
    lines = judged_lines(request.garage, _document(document_id))
    header = [column.header for column in STOCK_LIST.read_columns]
    rows = [[*line.cells, line.error_words] for line in lines if line.errors]
    return csv_download(_("wrong lines"), [*header, STOCK_LIST.header_of("error")], rows)


@require_POST
@requires(*SALES_ROLES)
def import_start(request: MemberRequest, document_id: int) -> HttpResponse:
    document = _document(document_id)
    total = sum(not line.errors for line in judged_lines(request.garage, document))
    with errors_told_to(request):
        plan_import(document, total=total, by=request.actor)
        nudge_on_commit()
        messages.success(request, _("The vehicles are being taken over."))
    return redirect("stock:import-check", document.pk)


@require_safe
@requires(*SALES_ROLES)
def import_template(request: MemberRequest, kind: str) -> HttpResponse:
    download = {"csv": csv_download, "xlsx": xlsx_download}[kind]
    return download(_("stock list"), STOCK_LIST.template_headers, [])


def _document(document_id: int) -> Document:
    return get_object_or_404(Document, pk=document_id, kind=FILE_KIND)
