"""Invoices of private trips: drafts are looked at and issued, one by one or many at once; paid; credited."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from carshare.domain.invoices import credit_trip_invoice, issue_trip_invoice, mark_paid
from carshare.domain.subscribers import each
from carshare.forms.admin import PaidForm, ReasonForm
from carshare.models import TripInvoice
from carshare.roles import ADMIN_ROLES
from carshare.rows import INVOICE_TONES
from garageflow.audit.history import history_of
from garageflow.documents.downloads import document_response
from garageflow.invoicing.pdf import pdf_of_issued
from garageflow.invoicing.steps import Step, take_step
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.keyset import keyset_page
from garageflow.ui.parts import Tab

State = TripInvoice.State
_STEPS: dict[str, Step] = {
    "issue": (None, issue_trip_invoice),
    "pay": (PaidForm, mark_paid),
    "credit": (ReasonForm, credit_trip_invoice),
}


@require_safe
@requires(*ADMIN_ROLES)
def invoice_list(request: MemberRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    invoices = _invoices()
    if state in State.values:
        invoices = invoices.filter(state=state)
    page = keyset_page(invoices, request.GET, order=("-pk",))
    context = {
        "tabs": _tabs(state),
        "page": page,
        "rows": [(invoice, *_state_of(invoice)) for invoice in page.rows],
        "has_drafts": any(invoice.is_draft for invoice in page.rows),
    }
    return render(request, "carshare/admin/invoice_list.html", context)


@require_safe
@requires(*ADMIN_ROLES)
def invoice_detail(request: MemberRequest, pk: int) -> HttpResponse:
    return _invoice_page(request, _invoice_or_404(pk), {})


@require_POST
@requires(*ADMIN_ROLES)
def invoice_step(request: MemberRequest, pk: int, kind: str) -> HttpResponse:
    if kind not in _STEPS:
        raise Http404
    invoice = _invoice_or_404(pk)
    refused = take_step(request, invoice, _STEPS[kind])
    if refused is not None:
        return _invoice_page(request, invoice, {kind: refused}, status=422)
    return redirect("carshare:admin-invoice", pk)


@require_POST
@requires(*ADMIN_ROLES)
def invoices_issue(request: MemberRequest) -> HttpResponse:
    """Those that are ticked, in the order in which the trips ended."""
    chosen = [int(pk) for pk in request.POST.getlist("ids") if pk.isdecimal()]
    drafts = TripInvoice.objects.filter(pk__in=chosen, state=State.DRAFT).order_by("pk")
    done, refusals = each(drafts, issue_trip_invoice, by=request.actor)
    nudge_on_commit()
    if done:
        words = ngettext("%(count)s invoice issued.", "%(count)s invoices issued.", done)
        messages.success(request, words % {"count": done})
    for words in dict.fromkeys(refusals):
        messages.warning(request, words)
    return redirect("carshare:invoice-list")


@require_safe
@requires(*ADMIN_ROLES)
def invoice_file(request: MemberRequest, pk: int, form: str) -> FileResponse | HttpResponse:
    """The invoice or its credit note, as paper or as XML."""
    invoice = _invoice_or_404(pk)
    which, _dash, ending = form.rpartition("-")
    issued = invoice.credit_note if which == "credit" else invoice.issued
    if issued is None or form not in ("pdf", "xml", "credit-pdf", "credit-xml"):
        raise Http404
    if ending == "xml":
        headers = {"Content-Disposition": f'attachment; filename="{issued.number}.xml"'}
        return HttpResponse(issued.cii_xml, content_type="application/xml", headers=headers)
    document = pdf_of_issued(issued)
    if document is None:
        raise Http404
    return document_response(document)


def _invoice_page(
    request: MemberRequest, invoice: TripInvoice, forms: dict[str, Form], status: int = 200
) -> HttpResponse:
    tone, state = _state_of(invoice)
    context = {
        "invoice": invoice,
        "tone": tone,
        "state": state,
        "lines": invoice.lines.order_by("pk"),
        "has_pdf": invoice.issued is not None and pdf_of_issued(invoice.issued) is not None,
        "has_credit_pdf": invoice.credit_note is not None and pdf_of_issued(invoice.credit_note) is not None,
        "paid_form": forms.get("pay") or PaidForm(initial={"paid_on": request.garage.today()}),
        "credit_form": forms.get("credit") or ReasonForm(),
        "entries": history_of(invoice),
    }
    return render(request, "carshare/admin/invoice.html", context, status=status)


def _tabs(current: str) -> list[Tab]:
    counts = dict(TripInvoice.objects.order_by().values_list("state").annotate(Count("pk")))
    tabs = [Tab(_("All"), "?", sum(counts.values()), current=current not in State.values)]
    return tabs + [
        Tab(
            str(state.label).capitalize(),
            f"?state={state.value}",
            counts.get(state.value, 0),
            current=state == current,
        )
        for state in State
    ]


def _state_of(invoice: TripInvoice) -> tuple[str, str]:
    state = State(invoice.state)
    return INVOICE_TONES[state], str(state.label)


def _invoices() -> Any:
    return TripInvoice.objects.select_related(
        "booking__vehicle__vehicle", "booking__contract__organisation", "subscriber", "issued", "credit_note"
    )


def _invoice_or_404(pk: int) -> TripInvoice:
    invoice: TripInvoice = get_object_or_404(_invoices(), pk=pk)
    return invoice
