"""Claims to decide, invoices from draft to paid, and the files for the bank."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from convoy.domain.billing import billing_settings
from convoy.domain.expenses import (
    approve_expense,
    decide_extra_cost,
    query_expense,
    refuse_expense,
    room_left,
)
from convoy.domain.invoices import (
    approve_invoice,
    credit_invoice,
    differences,
    dispute_invoice,
    hand_over,
    issue_draft,
    refuse_invoice,
    send_invoice,
)
from convoy.domain.payments import (
    change_billing_settings,
    make_payment_file,
    mark_file_paid,
    mark_paid,
    payable,
)
from convoy.invoice_files import PLATFORM, pdf_of
from convoy.models import Expense, ExtraCost, Invoice, PaymentFile
from convoy.money_forms import AnswerForm, BillingForm, CreditForm, HandOverForm, PaidForm, PaymentForm
from convoy.money_rows import (
    EXPENSE_TONES,
    INVOICE_TONES,
    expense_rows,
    invoice_rows,
    line_rows,
    state_of,
    title_of,
)
from convoy.roles import DISPATCH_ROLES
from garageflow.audit.history import history_of
from garageflow.documents.downloads import document_response
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.invoicing.steps import Step, take_step
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.keyset import keyset_page
from garageflow.ui.parts import Tab

_OPEN = (Invoice.State.ISSUED, Invoice.State.SENT, Invoice.State.DISPUTED)
_INVOICE_TABS = {
    "draft": (Invoice.State.DRAFT,),
    "open": _OPEN,
    "approved": (Invoice.State.APPROVED,),
    "paid": (Invoice.State.PAID,),
    "all": tuple(Invoice.State),
}


@require_safe
@requires(*DISPATCH_ROLES)
def expense_list(request: MemberRequest) -> HttpResponse:
    chosen = request.GET.get("state", Expense.State.SUBMITTED)
    expenses = Expense.objects.exclude(state=Expense.State.DRAFT).select_related("mission__trip", "driver")
    if chosen in Expense.State.values:
        expenses = expenses.filter(state=chosen)
    page = keyset_page(expenses, request.GET, order=("-spent_on", "-pk"))
    requested = ExtraCost.objects.filter(state=ExtraCost.State.REQUESTED).select_related("mission", "driver")
    context = {
        "tabs": _expense_tabs(chosen),
        "page": page,
        "rows": expense_rows(page.rows, "convoy:expense"),
        "requests": list(requested.order_by("requested_at")),
    }
    return render(request, "convoy/expense_list.html", context)


@require_safe
@requires(*DISPATCH_ROLES)
def expense_detail(request: MemberRequest, pk: int) -> HttpResponse:
    return _expense_page(request, _expense_or_404(pk), AnswerForm())


@require_POST
@requires(*DISPATCH_ROLES)
def expense_decide(request: MemberRequest, pk: int, kind: str) -> HttpResponse:
    expense = _expense_or_404(pk)
    if kind == "approve":
        with errors_told_to(request):
            approve_expense(expense, by=request.actor)
            messages.success(request, _("Approved: it stands on the driver's draft."))
        return redirect("convoy:expenses")
    decide = {"query": query_expense, "refuse": refuse_expense}.get(kind)
    if decide is None:
        raise Http404
    form = AnswerForm(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            decide(expense, **form.cleaned_data, by=request.actor)
    if form.errors:
        return _expense_page(request, expense, form, status=422)
    return redirect("convoy:expenses")


@require_POST
@requires(*DISPATCH_ROLES)
def extra_cost_decide(request: MemberRequest, pk: int, kind: str) -> HttpResponse:
    if kind not in ("approve", "refuse"):
        raise Http404
    extra_cost = get_object_or_404(ExtraCost, pk=pk)
    note = request.POST.get("note", "").strip()[:300]
    with errors_told_to(request):
        decide_extra_cost(extra_cost, is_approved=kind == "approve", note=note, by=request.actor)
    return redirect("convoy:expenses")


@require_safe
@requires(*DISPATCH_ROLES)
def invoice_list(request: MemberRequest) -> HttpResponse:
    chosen = request.GET.get("tab", "open")
    chosen = chosen if chosen in _INVOICE_TABS else "open"
    invoices = Invoice.objects.filter(state__in=_INVOICE_TABS[chosen]).select_related("driver")
    page = keyset_page(invoices, request.GET, order=("-dated_on", "-pk"))
    context = {
        "tabs": _invoice_tabs(chosen),
        "page": page,
        "rows": invoice_rows(page.rows, "convoy:invoice"),
        "chosen": chosen,
    }
    return render(request, "convoy/invoice_list.html", context)


@require_safe
@requires(*DISPATCH_ROLES)
def invoice_detail(request: MemberRequest, pk: int) -> HttpResponse:
    return _invoice_page(request, _invoice_or_404(pk))


_STEPS: dict[str, Step] = {
    "issue": (None, issue_draft),
    "send": (None, send_invoice),
    "approve": (None, approve_invoice),
    "dispute": (AnswerForm, dispute_invoice),
    "refuse": (AnswerForm, refuse_invoice),
    "credit": (CreditForm, credit_invoice),
    "hand-over": (HandOverForm, hand_over),
    "pay": (PaidForm, mark_paid),
}


@require_POST
@requires(*DISPATCH_ROLES)
def invoice_step(request: MemberRequest, pk: int, kind: str) -> HttpResponse:
    if kind not in _STEPS:
        raise Http404
    invoice = _invoice_or_404(pk)
    refused = take_step(request, invoice, _STEPS[kind])
    if refused is not None:
        return _invoice_page(request, invoice, forms={kind: refused}, status=422)
    return redirect("convoy:invoice", pk)


@require_safe
@requires(*DISPATCH_ROLES)
def invoice_file(request: MemberRequest, pk: int, form: str) -> HttpResponseBase:
    invoice = _invoice_or_404(pk)
    if form == "pdf":
        document = pdf_of(invoice)
        if document is None:
            raise Http404
        return document_response(document)
    file = PLATFORM.file_for(invoice, form)
    if file is None:
        raise Http404
    return _download(file.content, file.name, file.content_type)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*DISPATCH_ROLES)
def payments(request: MemberRequest) -> HttpResponse:
    due = payable()
    form = PaymentForm(request.POST or None, initial={"execution_on": request.garage.today()})
    if form.is_valid():
        chosen = {int(pk) for pk in request.POST.getlist("ids") if pk.isdecimal()}
        with errors_shown_on(form):
            invoices = [invoice for invoice in due if invoice.pk in chosen]
            make_payment_file(invoices, **form.cleaned_data, by=request.actor)
        if not form.errors:
            messages.success(request, _("The file is ready. Give it to your bank."))
            return redirect("convoy:payments")
    context = {
        "form": form,
        "rows": list(zip(due, invoice_rows(due, "convoy:invoice"), strict=True)),
        "page": keyset_page(PaymentFile.objects.defer("xml"), request.GET, order=("-number", "-pk")),
        "has_account": bool(billing_settings().iban),
        "open_files": set(
            Invoice.objects.filter(state=Invoice.State.APPROVED, payment_file__isnull=False).values_list(
                "payment_file_id", flat=True
            )
        ),
    }
    return render(request, "convoy/payments.html", context, status=422 if form.errors else 200)


@require_safe
@requires(*DISPATCH_ROLES)
def payment_file(request: MemberRequest, number: int) -> HttpResponse:
    file = get_object_or_404(PaymentFile, number=number)
    return _download(file.xml.encode(), f"pain.001-{file.number}.xml", "application/xml")


@require_POST
@requires(*DISPATCH_ROLES)
def payment_done(request: MemberRequest, number: int) -> HttpResponse:
    mark_file_paid(get_object_or_404(PaymentFile, number=number), by=request.actor)
    return redirect("convoy:payments")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*DISPATCH_ROLES)
def billing(request: MemberRequest) -> HttpResponse:
    form = BillingForm(request.POST or None, instance=billing_settings())
    if form.is_valid():
        change_billing_settings(by=request.actor, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("convoy:billing")
    return render(request, "convoy/billing.html", {"form": form}, status=422 if form.errors else 200)


def _expense_page(
    request: MemberRequest, expense: Expense, form: AnswerForm, status: int = 200
) -> HttpResponse:
    context = {
        "expense": expense,
        "row": expense_rows([expense], "convoy:expense")[0],
        "tone": EXPENSE_TONES[Expense.State(expense.state)],
        "room": room_left(expense.mission, expense.category, besides=expense),
        "form": form,
        "entries": history_of(expense),
        "may_decide": expense.state == Expense.State.SUBMITTED,
    }
    return render(request, "convoy/expense_detail.html", context, status=status)


def _invoice_page(
    request: MemberRequest, invoice: Invoice, *, forms: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    given = forms or {}
    # Only what we made is taken back by a credit note of ours.
    is_ours = invoice.origin == Invoice.Origin.SELF_BILLED
    credit_notes = list(invoice.credit_notes.all()) if is_ours else []
    context = {
        "invoice": invoice,
        "title": title_of(invoice),
        "tone": INVOICE_TONES[Invoice.State(invoice.state)],
        "state": state_of(invoice),
        "lines": line_rows(invoice),
        "steps": _steps_of(invoice, credit_notes),
        "credit_form": given.get("credit") or CreditForm(),
        "answer_form": given.get("dispute") or given.get("refuse") or AnswerForm(),
        "hand_over_form": given.get("hand-over") or HandOverForm(),
        "paid_form": given.get("pay") or PaidForm(initial={"paid_on": request.garage.today()}),
        "differences": differences(invoice),
        "credit_notes": credit_notes,
        "has_pdf": pdf_of(invoice) is not None,
        "entries": history_of(invoice),
    }
    return render(request, "convoy/invoice_detail.html", context, status=status)


def _steps_of(invoice: Invoice, credit_notes: Sequence[Invoice]) -> set[str]:
    """What can be done now: the domain decides, this only hides buttons that would be refused."""
    state, is_ours = invoice.state, invoice.origin == Invoice.Origin.SELF_BILLED
    steps = set()
    if state == Invoice.State.DRAFT:
        return {"issue"} if is_ours and invoice.net_amount else set()
    if state == Invoice.State.ISSUED:
        steps.add("send")
    if not invoice.is_credit_note:
        if state in (Invoice.State.SENT, Invoice.State.DISPUTED):
            steps |= {"approve"} if not is_ours or state == Invoice.State.DISPUTED else set()
            steps |= set() if is_ours else {"refuse"}
        if state == Invoice.State.APPROVED:
            steps.add("pay")
        if is_ours and not credit_notes:
            steps.add("credit")
    return steps


def _expense_or_404(pk: int) -> Expense:
    expenses = Expense.objects.exclude(state=Expense.State.DRAFT)
    related = ("mission__trip", "mission__quote", "driver", "receipt", "extra_cost", "decided_by")
    return get_object_or_404(expenses.select_related(*related), pk=pk)


def _invoice_or_404(pk: int) -> Invoice:
    related = ("driver", "issued", "document", "corrects", "payment_file", "handed_over_by")
    return get_object_or_404(Invoice.objects.select_related(*related), pk=pk)


def _expense_tabs(chosen: str) -> list[Tab]:
    labels = {
        Expense.State.SUBMITTED: _("To decide"),
        Expense.State.QUERIED: _("Asked"),
        Expense.State.APPROVED: _("Approved"),
        Expense.State.REFUSED: _("Refused"),
    }
    url = reverse("convoy:expenses")
    return [
        Tab(label=label, url=f"{url}?state={state}", count=None, current=state == chosen)
        for state, label in labels.items()
    ]


def _invoice_tabs(chosen: str) -> list[Tab]:
    labels = {
        "draft": _("Drafts"),
        "open": _("Open"),
        "approved": _("To pay"),
        "paid": _("Paid"),
        "all": _("All"),
    }
    url = reverse("convoy:invoices")
    return [
        Tab(label=label, url=f"{url}?tab={tab}", count=None, current=tab == chosen)
        for tab, label in labels.items()
    ]


def _download(content: bytes, name: str, content_type: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
