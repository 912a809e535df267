"""The mail that tells a driver of his invoice."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from convoy.domain.invoices import INVOICE_READY
from convoy.models import Invoice
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


INVOICE_MAIL = MailKind(name=INVOICE_READY, compose=compose_invoice, label=_lazy("Invoice of a driver"))
