"""Paying drivers: a file for the bank, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from sepaxml import SepaTransfer
from stdnum import iban as iban_number
from stdnum.exceptions import ValidationError as WrongNumber

from convoy.domain.billing import billing_settings
from convoy.models import BillingSettings, Invoice, PaymentFile
from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.numbers import next_number

_NAME_LENGTH = 70


class NothingToPay(DomainError):
    pass


class AccountMissing(DomainError):
    pass


def payable() -> list[Invoice]:
    """Approved, not credited and not yet in a file."""
    invoices = Invoice.objects.filter(
        state=Invoice.State.APPROVED, kind=Invoice.Kind.INVOICE, payment_file=None, credit_notes=None
    )
    return list(invoices.select_related("driver").order_by("due_on", "pk"))


@transaction.atomic
def make_payment_file(invoices: Sequence[Invoice], *, execution_on: date, by: Actor) -> PaymentFile:
    """One SEPA credit transfer file (pain.001.001.03) that pays these invoices; each is in one file at most.

    Raises NothingToPay, AccountMissing.
    """
    ids = [invoice.pk for invoice in invoices]
    locked = list(
        Invoice.objects.select_for_update(of=("self",))
        .filter(pk__in=ids, state=Invoice.State.APPROVED, kind=Invoice.Kind.INVOICE, payment_file=None)
        .select_related("driver")
        .order_by("pk")
    )
    if not locked:
        raise NothingToPay(_("There is nothing to pay."))
    settings = billing_settings()
    number = next_number("payment_file")
    file = PaymentFile.objects.create(
        number=number,
        execution_on=execution_on,
        payments=len(locked),
        total_amount=sum(invoice.payable_amount for invoice in locked),
        xml=_pain_001(locked, settings, number, execution_on),
        created_by=by.member,
    )
    Invoice.objects.filter(pk__in=[invoice.pk for invoice in locked]).update(payment_file=file)
    record("convoy.payment_file_made", file, by=by, payments=file.payments, total=file.total_amount)
    return file


@transaction.atomic
def mark_paid(invoice: Invoice, *, paid_on: date, by: Actor) -> Invoice:
    """Raises NothingToPay unless it is approved."""
    invoice = Invoice.objects.select_for_update(of=("self",)).select_related("driver").get(pk=invoice.pk)
    if invoice.state != Invoice.State.APPROVED or invoice.is_credit_note:
        raise NothingToPay(_("Only an approved invoice is paid."))
    invoice.state, invoice.paid_on = Invoice.State.PAID, paid_on
    invoice.save(update_fields=["state", "paid_on"])
    record("convoy.invoice_paid", invoice, by=by, number=invoice.number, paid_on=paid_on.isoformat())
    return invoice


@transaction.atomic
def mark_file_paid(file: PaymentFile, *, by: Actor) -> int:
    """The bank has carried the file out: its invoices are paid on the day of the file."""
    invoices = Invoice.objects.select_for_update().filter(payment_file=file, state=Invoice.State.APPROVED)
    ids = list(invoices.values_list("pk", flat=True))
    Invoice.objects.filter(pk__in=ids).update(state=Invoice.State.PAID, paid_on=file.execution_on)
    record("convoy.payment_file_paid", file, by=by, payments=len(ids))
    return len(ids)


@transaction.atomic
def change_billing_settings(*, by: Actor, **values: object) -> BillingSettings:
    settings = BillingSettings.objects.select_for_update().first() or BillingSettings()
    for name, value in values.items():
        setattr(settings, name, value)
    settings.save()
    record("convoy.billing_settings_changed", active_garage(), by=by, prefix=settings.prefix)
    return settings


def is_iban(text: str) -> bool:
    try:
        iban_number.validate(text)
    except WrongNumber:
        return False
    return True


def _pain_001(invoices: list[Invoice], settings: BillingSettings, number: int, day: date) -> str:
    garage = active_garage()
    if not is_iban(settings.iban):
        raise AccountMissing(_("Enter the IBAN from which drivers are paid in the billing settings."))
    debtor: dict[str, object] = {
        "name": garage.name[:_NAME_LENGTH],
        "IBAN": settings.iban,
        "batch": True,
        "currency": "EUR",
    }
    if settings.bic:
        debtor["BIC"] = settings.bic
    transfer = SepaTransfer(debtor, schema="pain.001.001.03", clean=True)
    for invoice in invoices:
        driver = invoice.driver
        if not is_iban(driver.iban):
            raise AccountMissing(_("%(driver)s has no valid IBAN.") % {"driver": driver.name})
        payment: dict[str, object] = {
            "name": (driver.company_name or driver.name)[:_NAME_LENGTH],
            "IBAN": driver.iban,
            "amount": invoice.payable_amount,
            "execution_date": day,
            "description": invoice.number,
            "endtoend_id": f"P{number}-{invoice.pk}",
        }
        if driver.bic:
            payment["BIC"] = driver.bic
        transfer.add_payment(payment)
    return str(transfer.export(validate=True), "utf-8")


def default_execution_day() -> date:
    return timezone.localdate(timezone=active_garage().zone)
