"""The customer list: help, template, upload, and the page of one list: first its check, then its batch."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from autopaspoort.customer_list.contract import CUSTOMER_LIST
from autopaspoort.domain.customer_lists import (
    confirm_customer_list,
    discard_customer_list,
    loaded_before,
    stage_customer_list,
)
from autopaspoort.exports import failed_lines_download, template_download
from autopaspoort.forms import ConfirmationForm, CustomerListForm
from autopaspoort.models import CustomerList
from autopaspoort.roles import LIST_ROLES
from autopaspoort.uploads import on_disk
from autopaspoort.views.batch import batch_page
from autopaspoort.views.check import check_page
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.templatetags.ui import moment


@require_safe
@requires(*LIST_ROLES)
def customer_list_help(request: MemberRequest) -> HttpResponse:
    context = {"columns": [column for column in CUSTOMER_LIST.columns if not column.ignored]}
    return render(request, "autopaspoort/customer_list_help.html", context)


@require_safe
@requires(*LIST_ROLES)
def customer_list_template(request: MemberRequest, kind: str) -> HttpResponse:
    return template_download(kind, with_optional="all" in request.GET)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*LIST_ROLES)
def customer_list_new(request: MemberRequest) -> HttpResponse:
    limits: dict[str, Any] = {
        "max_bytes": settings.CUSTOMER_LIST_MAX_BYTES,
        "max_rows": settings.CUSTOMER_LIST_MAX_ROWS,
    }
    if request.method != "POST":
        return _upload_page(request, CustomerListForm(**limits))
    form = CustomerListForm(request.POST, request.FILES, **limits)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        with errors_shown_on(form), on_disk(upload) as path:
            customer_list = stage_customer_list(path, file_name=upload.name, by=request.actor)

    if form.errors:
        return _upload_page(request, form, status=422)
    address = reverse("autopaspoort:customer-list", args=[customer_list.pk])
    # The tick travels in the address until the list is confirmed: before that it decides nothing.
    return redirect(f"{address}?send=1" if form.cleaned_data["send"] else address)


@require_safe
@requires(*LIST_ROLES)
def customer_list_detail(request: MemberRequest, pk: int) -> HttpResponse:
    customer_list = _list_or_404(pk)
    if customer_list.job is not None:
        return batch_page(request, customer_list, customer_list.job)
    form = _confirmation(customer_list, initial={"send": "send" in request.GET})
    return check_page(request, customer_list, form)


@require_POST
@requires(*LIST_ROLES)
def customer_list_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    customer_list = _list_or_404(pk)
    form = _confirmation(customer_list, request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            job = confirm_customer_list(customer_list, **form.cleaned_data, by=request.actor)

    if form.errors and customer_list.job is None:
        return check_page(request, customer_list, form, status=422)
    if not form.errors and job.planned_for is not None:
        planned_for = moment(request.garage.local_time(job.planned_for))
        messages.success(request, _("The customer list is planned for %s.") % planned_for)
    # Confirmed twice: it is planned all the same.
    return redirect("autopaspoort:customer-list", customer_list.pk)


@require_POST
@requires(*LIST_ROLES)
def customer_list_discard(request: MemberRequest, pk: int) -> HttpResponse:
    customer_list = _list_or_404(pk)
    with errors_told_to(request):
        discard_customer_list(customer_list, by=request.actor)
        messages.success(request, _("The customer list %s is discarded.") % customer_list.file_name)
    return redirect("autopaspoort:customer-list-new")


@require_safe
@requires(*LIST_ROLES)
def customer_list_failed_lines(request: MemberRequest, pk: int) -> HttpResponse:
    customer_list = _list_or_404(pk)
    if customer_list.content_deleted_at is not None:
        raise Http404
    return failed_lines_download(customer_list)


def _list_or_404(pk: int) -> CustomerList:
    lists = CustomerList.objects.select_related("job__requested_by", "uploaded_by")
    return get_object_or_404(lists, pk=pk)


def _confirmation(customer_list: CustomerList, *args: Any, **kwargs: Any) -> ConfirmationForm:
    return ConfirmationForm(*args, loaded_before=loaded_before(customer_list), **kwargs)


def _upload_page(request: MemberRequest, form: CustomerListForm, status: int = 200) -> HttpResponse:
    return render(request, "autopaspoort/customer_list_new.html", {"form": form}, status=status)
