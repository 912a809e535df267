"""What people call the events and pages of expenses and invoices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _lazy

from garageflow.audit.registry import Words

EVENTS: dict[str, Words] = {
    "convoy.expense_submitted": _lazy("Expense submitted"),
    "convoy.expense_approved": _lazy("Expense approved"),
    "convoy.expense_queried": _lazy("Question about an expense: %(remark)s"),
    "convoy.expense_refused": _lazy("Expense refused: %(remark)s"),
    "convoy.extra_cost_requested": _lazy("Extra costs asked for"),
    "convoy.extra_cost_decided": _lazy("Extra costs decided"),
    "convoy.invoice_issued": _lazy("Invoice %(number)s issued"),
    "convoy.invoice_sent": _lazy("Invoice %(number)s sent to the driver"),
    "convoy.invoice_approved": _lazy("Invoice %(number)s approved"),
    "convoy.invoice_disputed": _lazy("Invoice %(number)s disputed: %(remark)s"),
    "convoy.invoice_refused": _lazy("Invoice %(number)s refused: %(remark)s"),
    "convoy.invoice_credited": _lazy("Invoice %(number)s taken back by credit note %(credit_note)s"),
    "convoy.invoice_uploaded": _lazy("The driver's own invoice %(number)s arrived"),
    "convoy.invoice_handed_over": _lazy("Invoice %(number)s handed over to %(platform)s by hand"),
    "convoy.invoice_paid": _lazy("Invoice %(number)s paid"),
    "convoy.payment_file_made": _lazy("Payment file made: %(payments)s payments"),
    "convoy.payment_file_paid": _lazy("Payment file carried out: %(payments)s invoices paid"),
    "convoy.billing_settings_changed": _lazy("Billing settings changed"),
}

ROUTES = {
    "partner-money": _lazy("See one's own invoices and expenses"),
    "expense-new": _lazy("Enter an expense"),
    "expense-edit": _lazy("Change one's own expense"),
    "expense-remove": _lazy("Remove one's own expense"),
    "extra-cost-new": _lazy("Ask for extra costs"),
    "partner-invoice": _lazy("See one's own invoice"),
    "partner-invoice-pdf": _lazy("Download one's own invoice"),
    "invoice-upload": _lazy("Send one's own invoice to the garage"),
    "invoice-decide": _lazy("Approve or dispute one's own invoice"),
    "expenses": _lazy("See the expenses of drivers"),
    "expense": _lazy("See an expense"),
    "expense-decide": _lazy("Decide about an expense"),
    "extra-cost-decide": _lazy("Decide about extra costs"),
    "invoices": _lazy("See the invoices of drivers"),
    "invoice": _lazy("See an invoice of a driver"),
    "invoice-step": _lazy("Issue, send, approve, credit or pay an invoice"),
    "invoice-file": _lazy("Download an invoice as PDF or XML"),
    "payments": _lazy("Make payment files"),
    "payment-file": _lazy("Download a payment file"),
    "payment-done": _lazy("Mark a payment file as paid"),
    "billing": _lazy("Change the billing settings"),
}
