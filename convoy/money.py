"""What expenses and invoices add to the registries of the kernel; called by ConvoyConfig.ready()."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from convoy.domain.invoices import approve_tacitly, issue_at_cut_off
from convoy.models import Expense, Invoice
from convoy.money_mails import EXPENSE_MAIL, INVOICE_MAIL
from convoy.money_words import EVENTS
from convoy.roles import DISPATCH_ROLES
from garageflow.audit.registry import register_events
from garageflow.jobs.registry import register_nightly
from garageflow.mail import registry as mail
from garageflow.tenancy.http import GarageRequest

EXPENSE_SUBJECT, INVOICE_SUBJECT = "convoy.expense", "convoy.invoice"


def register_money() -> None:
    register_nightly("convoy.issue_invoices", issue_at_cut_off, label=_("Invoices of the convoy drivers"))
    register_nightly("convoy.approve_invoices", approve_tacitly, label=_("Invoices approved by themselves"))
    mail.register(INVOICE_MAIL)
    mail.register(EXPENSE_MAIL)
    register_events(EVENTS)


def may_see_expense(request: GarageRequest, expense_id: int) -> bool:
    if request.membership is None:
        return False
    expenses = Expense.objects.filter(pk=expense_id)
    if request.membership.has_any_role(DISPATCH_ROLES):
        return expenses.exclude(state=Expense.State.DRAFT).exists()
    return expenses.filter(driver__member=request.member).exists()


def may_see_invoice(request: GarageRequest, invoice_id: int) -> bool:
    if request.membership is None:
        return False
    invoices = Invoice.objects.filter(pk=invoice_id)
    if not request.membership.has_any_role(DISPATCH_ROLES):
        invoices = invoices.filter(driver__member=request.member)
    return invoices.exists()
