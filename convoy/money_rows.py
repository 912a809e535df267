"""What the pages of expenses and invoices print, prepared in Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from convoy.models import Expense, Invoice, InvoiceLine, Mission
from garageflow.ui.templatetags.ui import day, money

INVOICE_TONES = {
    Invoice.State.DRAFT: "none",
    Invoice.State.ISSUED: "busy",
    Invoice.State.SENT: "busy",
    Invoice.State.APPROVED: "ok",
    Invoice.State.DISPUTED: "soon",
    Invoice.State.REFUSED: "now",
    Invoice.State.PAID: "ok",
}
EXPENSE_TONES = {
    Expense.State.DRAFT: "none",
    Expense.State.SUBMITTED: "busy",
    Expense.State.APPROVED: "ok",
    Expense.State.QUERIED: "soon",
    Expense.State.REFUSED: "now",
}


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    url: str
    title: str
    driver: str
    dated: str
    due: str
    total: str
    tone: str
    state: str


@dataclass(frozen=True, slots=True)
class ExpenseRow:
    url: str
    title: str
    driver: str
    mission: str
    spent: str
    amount: str
    tone: str
    state: str
    remark: str


@dataclass(frozen=True, slots=True)
class LineRow:
    name: str
    performed: str
    amount: str
    is_outside: bool


def invoice_rows(invoices: Iterable[Invoice], url_name: str) -> list[InvoiceRow]:
    return [
        InvoiceRow(
            url=reverse(url_name, args=[invoice.pk]),
            title=title_of(invoice),
            driver=invoice.driver.name,
            dated=day(invoice.dated_on),
            due=day(invoice.due_on) if invoice.due_on and not invoice.is_credit_note else "",
            total=("− " if invoice.is_credit_note else "") + money(invoice.payable_amount),
            tone=INVOICE_TONES[Invoice.State(invoice.state)],
            state=state_of(invoice),
        )
        for invoice in invoices
    ]


def expense_rows(expenses: Iterable[Expense], url_name: str) -> list[ExpenseRow]:
    return [
        ExpenseRow(
            url=reverse(url_name, args=[expense.pk]),
            title=capfirst(expense.description or expense.get_category_display()),
            driver=expense.driver.name,
            mission=_mission_words(expense.mission),
            spent=day(expense.spent_on),
            amount=money(expense.amount),
            tone=EXPENSE_TONES[Expense.State(expense.state)],
            state=expense.get_state_display(),
            remark=expense.remark if expense.state in ("queried", "refused") else "",
        )
        for expense in expenses
    ]


def _mission_words(mission: Mission) -> str:
    return f"{mission.number}: {mission.trip.from_city} – {mission.trip.to_city}"


def line_rows(invoice: Invoice) -> list[LineRow]:
    return [
        LineRow(
            name=line.name,
            performed=day(line.performed_on),
            amount=money(line.amount),
            is_outside=line.kind == InvoiceLine.Kind.DISBURSEMENT,
        )
        for line in invoice.lines.order_by("performed_on", "pk")
    ]


def title_of(invoice: Invoice) -> str:
    if invoice.is_draft:
        return _("Draft")
    return f"{capfirst(invoice.get_kind_display())} {invoice.number}"


def state_of(invoice: Invoice) -> str:
    """ "Sent to the driver" is what happens to ours; of his own it is we who received it."""
    if invoice.origin == Invoice.Origin.UPLOADED and invoice.state == Invoice.State.SENT:
        return _("received")
    return str(invoice.get_state_display())
