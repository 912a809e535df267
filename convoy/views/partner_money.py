"""My invoices: a driver enters and validates his costs and follows what he is paid."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from convoy.domain.billing import next_cut_off
from convoy.domain.expenses import remove_expense, request_extra_cost, save_expense, submit_expense
from convoy.domain.invoices import OwnInvoice, approve_invoice, dispute_invoice, upload_invoice
from convoy.invoice_files import pdf_of
from convoy.models import Expense, ExtraCost, Invoice, Mission
from convoy.money_forms import AnswerForm, ExpenseForm, ExtraCostForm, OwnInvoiceForm
from convoy.money_rows import INVOICE_TONES, expense_rows, invoice_rows, line_rows, state_of, title_of
from convoy.partner import DriverRequest, for_driver
from convoy.roles import DRIVER_ROLES
from garageflow.documents.downloads import document_response
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.tenancy.access import requires
from garageflow.ui.keyset import keyset_page

_SHOWN = 30


@require_safe
@requires(*DRIVER_ROLES)
@for_driver
def money(request: DriverRequest) -> HttpResponse:
    driver = request.driver
    invoices = Invoice.objects.filter(driver=driver).select_related("driver")
    draft = invoices.filter(state=Invoice.State.DRAFT).first()
    page = keyset_page(invoices.exclude(state=Invoice.State.DRAFT), request.GET, order=("-dated_on", "-pk"))
    expenses = Expense.objects.filter(driver=driver).select_related("mission__trip", "driver").newest_first()
    context = {
        "draft": draft,
        "lines": line_rows(draft) if draft else [],
        "cut_off": next_cut_off(request.garage.today()),
        "page": page,
        "rows": invoice_rows(page.rows, "convoy:partner-invoice"),
        "expenses": expense_rows(expenses[:_SHOWN], "convoy:expense-edit"),
        "extra_costs": ExtraCost.objects.filter(driver=driver).select_related("mission").order_by("-pk")[:10],
    }
    return render(request, "convoy/partner_money.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*DRIVER_ROLES)
@for_driver
def expense_new(request: DriverRequest) -> HttpResponse:
    return _expense_form(request, Expense(driver=request.driver))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*DRIVER_ROLES)
@for_driver
def expense_edit(request: DriverRequest, pk: int) -> HttpResponse:
    expense = get_object_or_404(
        Expense.objects.select_related("mission__trip", "receipt"), pk=pk, driver=request.driver
    )
    if expense.is_editable:
        return _expense_form(request, expense)
    row = expense_rows([expense], "convoy:expense-edit")[0]
    return render(request, "convoy/partner_expense.html", {"expense": expense, "row": row})


@require_POST
@requires(*DRIVER_ROLES)
@for_driver
def expense_remove(request: DriverRequest, pk: int) -> HttpResponse:
    expense = get_object_or_404(Expense, pk=pk, driver=request.driver)
    with errors_told_to(request):
        remove_expense(expense)
    return redirect("convoy:partner-money")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*DRIVER_ROLES)
@for_driver
def extra_cost_new(request: DriverRequest, number: int) -> HttpResponse:
    mission = get_object_or_404(Mission.objects.select_related("trip"), number=number, driver=request.driver)
    form = ExtraCostForm(request.POST or None)
    if form.is_valid():
        with errors_shown_on(form):
            request_extra_cost(mission, **form.cleaned_data, by=request.actor)
        if not form.errors:
            messages.success(request, _("Asked. You read the answer under My invoices."))
            return redirect("convoy:partner-money")
    context = {"form": form, "mission": mission}
    return render(request, "convoy/partner_extra_cost.html", context, status=422 if form.errors else 200)


@require_safe
@requires(*DRIVER_ROLES)
@for_driver
def invoice_detail(request: DriverRequest, pk: int) -> HttpResponse:
    return _invoice_page(request, _invoice_or_404(request, pk))


@require_POST
@requires(*DRIVER_ROLES)
@for_driver
def invoice_decide(request: DriverRequest, pk: int, kind: str) -> HttpResponse:
    invoice = _invoice_or_404(request, pk)
    if kind == "approve":
        with errors_told_to(request):
            approve_invoice(invoice, by=request.actor)
            messages.success(request, _("Approved. It will be paid in time."))
        return redirect("convoy:partner-invoice", pk)
    if kind != "dispute":
        raise Http404
    form = AnswerForm(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            dispute_invoice(invoice, **form.cleaned_data, by=request.actor)
    if form.errors:
        return _invoice_page(request, invoice, dispute_form=form, status=422)
    messages.success(request, _("The garage has your objection."))
    return redirect("convoy:partner-invoice", pk)


@require_POST
@requires(*DRIVER_ROLES)
@for_driver
def invoice_upload(request: DriverRequest, pk: int) -> HttpResponse:
    invoice = _invoice_or_404(request, pk)
    form = OwnInvoiceForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        upload = data.pop("upload")
        with errors_shown_on(form):
            upload_invoice(invoice, OwnInvoice(**data), upload=upload, by=request.actor)
    if form.errors:
        return _invoice_page(request, invoice, own_form=form, status=422)
    messages.success(request, _("Your invoice is with the garage."))
    return redirect("convoy:partner-invoice", pk)


@require_safe
@requires(*DRIVER_ROLES)
@for_driver
def invoice_pdf(request: DriverRequest, pk: int) -> FileResponse:
    document = pdf_of(_invoice_or_404(request, pk))
    if document is None:
        raise Http404
    return document_response(document)


def _expense_form(request: DriverRequest, expense: Expense) -> HttpResponse:
    """Saved first, so that nothing is lost when it cannot be submitted yet."""
    if request.method != "POST":
        return _expense_page(
            request, expense, ExpenseForm(driver=request.driver, initial=_initial(request, expense))
        )
    form = ExpenseForm(request.POST, request.FILES, driver=request.driver)
    if form.is_valid():
        with errors_shown_on(form):
            expense = save_expense(expense, **form.cleaned_data, by=request.actor)
            if "submit" in request.POST:
                submit_expense(expense, answer=request.POST.get("answer", "")[:300], by=request.actor)
                messages.success(request, _("Submitted."))
    if form.errors:
        return _expense_page(request, expense, form, status=422)
    return redirect("convoy:partner-money")


def _expense_page(
    request: DriverRequest, expense: Expense, form: ExpenseForm, status: int = 200
) -> HttpResponse:
    context = {"expense": expense, "form": form}
    return render(request, "convoy/partner_expense_form.html", context, status=status)


def _initial(request: DriverRequest, expense: Expense) -> dict[str, Any]:
    if expense._state.adding:
        return {"spent_on": request.garage.today(), "mission": request.GET.get("mission")}
    names = ("mission", "category", "amount", "vat_amount", "spent_on", "description", "is_disbursement")
    return {name: getattr(expense, name) for name in (*names, "extra_cost")}


def _invoice_page(
    request: DriverRequest,
    invoice: Invoice,
    *,
    dispute_form: AnswerForm | None = None,
    own_form: OwnInvoiceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    is_ours = invoice.origin == Invoice.Origin.SELF_BILLED and not invoice.is_credit_note
    may_upload = invoice.is_draft and invoice.origin == Invoice.Origin.UPLOADED
    context = {
        "invoice": invoice,
        "title": title_of(invoice),
        "tone": INVOICE_TONES[Invoice.State(invoice.state)],
        "state": state_of(invoice),
        "lines": line_rows(invoice),
        "has_pdf": pdf_of(invoice) is not None,
        "may_decide": is_ours and invoice.state == Invoice.State.SENT,
        "dispute_form": dispute_form or AnswerForm(),
        "own_form": (own_form or OwnInvoiceForm()) if may_upload else None,
        "cut_off": next_cut_off(request.garage.today()),
    }
    return render(request, "convoy/partner_invoice.html", context, status=status)


def _invoice_or_404(request: DriverRequest, pk: int) -> Invoice:
    invoices = Invoice.objects.select_related("driver", "issued", "document", "corrects")
    return get_object_or_404(invoices, pk=pk, driver=request.driver)
