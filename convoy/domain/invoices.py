"""From draft to paid. Issued is final: only a credit note corrects (garageflow/invoicing/models.py)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from convoy.domain.billing import (
    amounts_of,
    bill_mission,
    billing_settings,
    charge_expense,
    cut_off_before,
    invoice_language,
    pay_by,
    seller_of,
    series_of,
    vat_of,
)
from convoy.models import Driver, Invoice, InvoiceLine
from garageflow.audit.domain import record
from garageflow.documents.domain.documents import store_document
from garageflow.documents.domain.pdf import request_pdf
from garageflow.errors import DomainError
from garageflow.invoicing.content import Content, Correction, Disbursement, DocumentType, Line
from garageflow.invoicing.domain.issuing import issue_invoice
from garageflow.invoicing.law import legal_notes
from garageflow.invoicing.models import IssuedInvoice
from garageflow.invoicing.parties import garage_party
from garageflow.invoicing.pdf import INVOICE_PDF
from garageflow.mail.domain.outbox import queue_mail
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import SYSTEM, Actor
from garageflow.tenancy.models import Garage
from garageflow.ui.templatetags.ui import money

logger = logging.getLogger(__name__)

State, Kind, Origin = Invoice.State, Invoice.Kind, Invoice.Origin
INVOICE_READY = "convoy.invoice_ready"
# What may still be decided or paid.
OPEN_STATES = (State.ISSUED, State.SENT, State.APPROVED, State.DISPUTED)


class InvoiceElsewhere(DomainError):
    """The step does not fit the state of the invoice."""


class NoMandate(DomainError):
    pass


class BillingIncomplete(DomainError):
    """The law wants something on the invoice that nobody has entered."""


class ReasonMissing(DomainError):
    field = "remark"


class NumberUsed(DomainError):
    field = "number"


@transaction.atomic
def issue_draft(draft: Invoice, *, by: Actor) -> Invoice:
    """Make the driver's invoice in his name and order its PDF.

    Raises NoMandate, BillingIncomplete, VatNumberMissing, NothingToInvoice, InvoiceElsewhere.
    """
    driver = Driver.objects.select_for_update().get(pk=draft.driver_id)
    draft = _locked(draft, State.DRAFT)
    if not driver.has_mandate or draft.origin != Origin.SELF_BILLED:
        raise NoMandate(_("%(driver)s makes his own invoices.") % {"driver": driver.name})
    settings, today = billing_settings(), active_garage().today()
    content = _content(draft, driver, DocumentType.SELF_BILLED_INVOICE, today)
    issued = issue_invoice(content, series=series_of(driver, settings, today.year))
    _take_over(draft, issued, by)
    record("convoy.invoice_issued", draft, by=by, number=draft.number, total=draft.total_amount)
    return draft


@transaction.atomic
def send_invoice(invoice: Invoice, *, by: Actor) -> Invoice:
    """Tell the driver that it is there. Raises InvoiceElsewhere."""
    invoice = _locked(invoice, State.ISSUED)
    invoice.state, invoice.sent_at = State.SENT, timezone.now()
    invoice.save(update_fields=["state", "sent_at"])
    queue_mail(
        INVOICE_READY,
        to=invoice.driver.email,
        language=invoice.driver.language,
        idempotency_key=f"convoy.invoice:{invoice.pk}",
        subject_id=invoice.pk,
    )
    record("convoy.invoice_sent", invoice, by=by, number=invoice.number)
    return invoice


@transaction.atomic
def approve_invoice(invoice: Invoice, *, by: Actor) -> Invoice:
    """By the driver for what the garage made in his name, by the garage for what he uploaded.

    Raises InvoiceElsewhere.
    """
    invoice = _locked(invoice, State.SENT, State.DISPUTED)
    _decide(invoice, State.APPROVED, invoice.remark)
    record("convoy.invoice_approved", invoice, by=by, number=invoice.number)
    return invoice


@transaction.atomic
def dispute_invoice(invoice: Invoice, *, remark: str, by: Actor) -> Invoice:
    """It is not paid before that is settled: approved after all, or credited. Raises InvoiceElsewhere."""
    invoice = _locked(invoice, State.SENT, State.APPROVED)
    _decide(invoice, State.DISPUTED, _said(remark))
    record("convoy.invoice_disputed", invoice, by=by, number=invoice.number, remark=remark)
    return invoice


@transaction.atomic
def refuse_invoice(invoice: Invoice, *, remark: str, by: Actor) -> Invoice:
    """The driver's own invoice is wrong: what it was for goes back onto his draft.

    Raises InvoiceElsewhere; an invoice of our making is credited instead.
    """
    invoice = _locked(invoice, State.SENT, State.DISPUTED)
    if invoice.origin != Origin.UPLOADED:
        raise InvoiceElsewhere(_("An invoice that was issued is corrected by a credit note."))
    _decide(invoice, State.REFUSED, _said(remark))
    _charge_again(invoice)
    record("convoy.invoice_refused", invoice, by=by, number=invoice.number, remark=remark)
    return invoice


@transaction.atomic
def credit_invoice(invoice: Invoice, *, remark: str, charge_again: bool, by: Actor) -> Invoice:
    """Take an issued invoice back in whole by a credit note; what it was for may be invoiced again.

    Raises InvoiceElsewhere, ReasonMissing.
    """
    driver = Driver.objects.select_for_update().get(pk=invoice.driver_id)
    invoice = _locked(invoice, *OPEN_STATES, State.PAID)
    if invoice.issued is None or invoice.is_credit_note or invoice.credit_notes.exists():
        raise InvoiceElsewhere(_("This invoice cannot be credited."))
    today, settings = active_garage().today(), billing_settings()
    note = Invoice.objects.create(
        driver=driver,
        kind=Kind.CREDIT_NOTE,
        dated_on=today,
        corrects=invoice,
        remark=_said(remark),
        net_amount=invoice.net_amount,
        vat_amount=invoice.vat_amount,
        total_amount=invoice.total_amount,
        disbursed_amount=invoice.disbursed_amount,
    )
    for line in invoice.lines.order_by("pk"):
        line.pk, line.invoice, line.is_charged = None, note, False
        line.save(force_insert=True)
    content = _content(note, driver, DocumentType.SELF_BILLED_CREDIT_NOTE, today)
    issued = issue_invoice(content, series=series_of(driver, settings, today.year), corrects=invoice.issued)
    _take_over(note, issued, by)
    if charge_again:
        _charge_again(invoice)
    else:
        invoice.lines.update(is_charged=False)
    record("convoy.invoice_credited", invoice, by=by, number=invoice.number, credit_note=note.number)
    return note


@transaction.atomic
def hand_over(invoice: Invoice, *, platform: str, by: Actor) -> Invoice:
    """Write down that a person gave the file to a platform. Raises InvoiceElsewhere."""
    invoice = _locked(invoice, *OPEN_STATES, State.PAID)
    invoice.handed_over_at, invoice.handed_over_by, invoice.handed_over_to = (
        timezone.now(),
        by.member,
        platform,
    )
    invoice.save(update_fields=["handed_over_at", "handed_over_by", "handed_over_to"])
    record("convoy.invoice_handed_over", invoice, by=by, number=invoice.number, platform=platform)
    return invoice


@dataclass(frozen=True, slots=True)
class OwnInvoice:
    """What stands on the driver's own paper. Amounts are cents."""

    number: str
    dated_on: date
    net_amount: int
    vat_amount: int


@transaction.atomic
def upload_invoice(draft: Invoice, own: OwnInvoice, *, upload: File[bytes], by: Actor) -> Invoice:
    """The driver's own invoice for what is on his draft. The garage judges how it differs: differences().

    Raises NoMandate (he gave one), NumberUsed, InvoiceElsewhere, FileRefused.
    """
    driver = Driver.objects.select_for_update().get(pk=draft.driver_id)
    draft = _locked(draft, State.DRAFT)
    if draft.origin != Origin.UPLOADED:
        raise NoMandate(_("The garage makes your invoices."))
    if Invoice.objects.filter(driver=driver, number=own.number).exists():
        raise NumberUsed(_("You sent an invoice with this number before."))
    draft.number, draft.dated_on = own.number, own.dated_on
    draft.net_amount, draft.vat_amount = own.net_amount, own.vat_amount
    draft.total_amount = own.net_amount + own.vat_amount
    start = max(own.dated_on, active_garage().today())
    draft.due_on = pay_by(start)
    draft.document = store_document(upload, kind="convoy.own_invoice", subject=draft, by=by)
    draft.state, draft.sent_at = State.SENT, timezone.now()
    draft.save()
    record("convoy.invoice_uploaded", draft, by=by, number=draft.number, total=draft.total_amount)
    return draft


def differences(invoice: Invoice) -> list[str]:
    """How the driver's own invoice differs from the missions and costs that it is for."""
    if invoice.origin != Origin.UPLOADED or invoice.is_draft:
        return []
    expected = amounts_of(invoice, invoice.driver)
    if invoice.net_amount != expected.net:
        words = {"missions": money(expected.net), "invoice": money(invoice.net_amount)}
        return [_("The missions come to %(missions)s, the invoice says %(invoice)s.") % words]
    if invoice.vat_amount != expected.vat:
        words = {"expected": money(expected.vat), "invoice": money(invoice.vat_amount)}
        return [_("VAT should be %(expected)s, the invoice says %(invoice)s.") % words]
    return []


def issue_at_cut_off(garage: Garage, night: date) -> None:
    """Nightly step: drafts that were begun by the last cut-off are issued and sent.

    Begun, and not the day itself: a night that was missed is made up by the next one, and a second run finds
    nothing left.
    """
    drafts = Invoice.objects.filter(
        state=State.DRAFT, kind=Kind.INVOICE, origin=Origin.SELF_BILLED, net_amount__gt=0
    )
    for draft in drafts.filter(dated_on__lte=cut_off_before(night)).select_related("driver").order_by("pk"):
        try:
            with transaction.atomic():
                send_invoice(issue_draft(draft, by=SYSTEM), by=SYSTEM)
        except DomainError as error:
            # One driver's missing number must not keep the others from their money.
            Invoice.objects.filter(pk=draft.pk).update(remark=str(error)[:500])


def approve_tacitly(garage: Garage, night: date) -> None:
    """Nightly step: what a driver did not dispute in time counts as approved."""
    before = timezone.now() - timedelta(days=billing_settings().approval_days)
    silent = Invoice.objects.filter(state=State.SENT, origin=Origin.SELF_BILLED, sent_at__lt=before)
    for invoice in silent.order_by("pk"):
        approve_invoice(invoice, by=SYSTEM)


def _content(draft: Invoice, driver: Driver, document_type: DocumentType, today: date) -> Content:
    seller, buyer = seller_of(driver), garage_party(active_garage())
    missing = [] if seller.company_number else [_("company number")]
    missing += [] if seller.iban or document_type.is_credit_note else ["IBAN"]
    missing += [] if seller.street and seller.city else [_("address")]
    if missing:
        words = {"name": driver.name, "missing": ", ".join(missing)}
        raise BillingIncomplete(_("Missing for invoices of %(name)s: %(missing)s.") % words)
    lines = list(draft.lines.order_by("performed_on", "pk"))
    charged = [line for line in lines if line.kind != InvoiceLine.Kind.DISBURSEMENT]
    days = [line.performed_on for line in lines] or [today]
    corrected = draft.corrects.issued if draft.corrects else None
    return Content(
        document_type=document_type,
        number="",
        issued_on=today,
        due_on=today if document_type.is_credit_note else pay_by(today),
        period_start_on=min(days),
        period_end_on=max(days),
        language=invoice_language(driver),
        seller=seller,
        buyer=buyer,
        vat=corrected.content.vat if corrected else vat_of(driver),
        lines=[
            Line(name=line.name, unit_amount=_euros(line.amount), performed_on=line.performed_on)
            for line in charged
        ],
        disbursements=[
            Disbursement(name=line.name, amount=_euros(line.amount), paid_on=line.performed_on)
            for line in lines
            if line.kind == InvoiceLine.Kind.DISBURSEMENT
        ],
        notes=legal_notes(document_type, seller, buyer),
        reference=f"D{driver.number:04d}",
        corrects=Correction(number=corrected.number, issued_on=corrected.issued_on) if corrected else None,
    )


def _take_over(invoice: Invoice, issued: IssuedInvoice, by: Actor) -> None:
    """What was issued is what counts, and its PDF is ordered."""
    invoice.issued, invoice.number, invoice.state = issued, issued.number, State.ISSUED
    invoice.dated_on, invoice.due_on = issued.issued_on, issued.due_on
    invoice.net_amount, invoice.vat_amount = _cents(issued.net_amount), _cents(issued.vat_amount)
    invoice.total_amount = _cents(issued.total_amount)
    invoice.save()
    request_pdf(INVOICE_PDF, subject=issued, name=issued.number, language=issued.content.language, by=by)


def _charge_again(invoice: Invoice) -> None:
    lines = list(invoice.lines.select_related("mission__quote", "mission__trip", "expense__mission"))
    invoice.lines.update(is_charged=False)
    for line in lines:
        if line.expense is not None:
            charge_expense(line.expense)
        else:
            bill_mission(line.mission)


def _decide(invoice: Invoice, state: str, remark: str) -> None:
    invoice.state, invoice.remark, invoice.decided_at = state, remark, timezone.now()
    invoice.save(update_fields=["state", "remark", "decided_at"])


def _said(remark: str) -> str:
    if not remark:
        raise ReasonMissing(_("Say why."))
    return remark


def _locked(invoice: Invoice, *allowed: str) -> Invoice:
    locked = Invoice.objects.select_for_update(of=("self",)).select_related("driver").get(pk=invoice.pk)
    if locked.state not in allowed:
        raise InvoiceElsewhere(_("This invoice is %(state)s by now.") % {"state": locked.get_state_display()})
    return locked


def _euros(cents: int) -> Decimal:
    return Decimal(cents) / 100


def _cents(amount: Decimal) -> int:
    return int(amount * 100)
