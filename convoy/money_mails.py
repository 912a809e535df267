"""The mails that tell a driver of his invoice, and of costs that are queried or refused."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from convoy.domain.expenses import EXPENSE_ANSWERED
from convoy.domain.invoices import INVOICE_READY
from convoy.models import Expense, Invoice
from garageflow.mail.models import OutboxMail
from garageflow.mail.registry import Content, MailKind, NothingToSay
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.urls import garage_url
from garageflow.ui.templatetags.ui import day, money


def compose_invoice(mail: OutboxMail) -> Content:
    invoice = Invoice.objects.select_related("driver").filter(pk=mail.subject_pk).first()
    if invoice is None or invoice.due_on is None:
        raise NothingToSay
    garage = active_garage()
    words = {"garage": garage.name, "number": invoice.number}
    return Content(
        subject=_("Your invoice %(number)s") % words,
        greeting=_("Dear %(name)s,") % {"name": invoice.driver.name},
        paragraphs=(_("%(garage)s has made your invoice %(number)s in your name. Please check it.") % words,),
        facts=(
            (_("Amount"), money(invoice.payable_amount)),
            (_("To be paid by"), day(invoice.due_on)),
        ),
        button=(
            _("Open my invoice"),
            garage_url(garage, "convoy:partner-invoice", invoice.pk, absolute=True),
        ),
    )


def compose_expense(mail: OutboxMail) -> Content:
    expense = Expense.objects.select_related("driver", "mission").filter(pk=mail.subject_pk).first()
    if expense is None or expense.state not in (Expense.State.QUERIED, Expense.State.REFUSED):
        raise NothingToSay
    is_queried = expense.state == Expense.State.QUERIED
    subject = _("A question about your costs") if is_queried else _("Your costs are refused")
    after = _("Answer or change them, and submit them again.") if is_queried else ""
    return Content(
        subject=subject,
        greeting=_("Dear %(name)s,") % {"name": expense.driver.name},
        paragraphs=(expense.remark,),
        facts=(
            (_("Costs"), expense.description or str(expense.get_category_display())),
            (_("Amount"), money(expense.amount)),
            (_("Mission"), str(expense.mission.number)),
        ),
        button=(
            _("Open these costs"),
            garage_url(active_garage(), "convoy:expense-edit", expense.pk, absolute=True),
        ),
        after=(after,) if after else (),
    )


EXPENSE_MAIL = MailKind(
    name=EXPENSE_ANSWERED, compose=compose_expense, send_again=True, label=_lazy("Costs queried or refused")
)
INVOICE_MAIL = MailKind(name=INVOICE_READY, compose=compose_invoice, label=_lazy("Invoice of a driver"))
