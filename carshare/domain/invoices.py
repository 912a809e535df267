"""From the draft of a private trip to a paid invoice. Issued is final: only a credit note corrects it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from carshare.domain.bookings import NotPossibleNow
from carshare.models import TripInvoice, TripInvoiceLine
from garageflow.audit.domain import record
from garageflow.documents.domain.pdf import request_pdf
from garageflow.errors import DomainError
from garageflow.invoicing.content import Content, Correction, DocumentType, Line, Party, Unit, Vat
from garageflow.invoicing.domain.issuing import issue_invoice
from garageflow.invoicing.law import legal_notes, vat_treatment
from garageflow.invoicing.models import IssuedInvoice
from garageflow.invoicing.parties import garage_party, number_prefix
from garageflow.invoicing.pdf import INVOICE_PDF
from garageflow.mail.domain.outbox import queue_mail
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.languages import locale_of
from garageflow.tenancy.models import Country

INVOICE_MAIL, CREDIT_MAIL = "carshare.invoice", "carshare.credit_note"
PAYMENT_TERM = timedelta(days=30)
State = TripInvoice.State
_UNITS = {TripInvoiceLine.Kind.HOURS: Unit.HOUR, TripInvoiceLine.Kind.KM: Unit.KM}


class InvoiceIncomplete(DomainError):
    """The law wants something on the invoice that the garage has not entered."""


class DayInFuture(DomainError):
    field = "paid_on"


@transaction.atomic
def issue_trip_invoice(invoice: TripInvoice, *, by: Actor) -> TripInvoice:
    """Give the draft its number, order the PDF and tell the subscriber.

    Raises NotPossibleNow, InvoiceIncomplete, NothingToInvoice.
    """
    invoice = _locked(invoice, State.DRAFT)
    content = _content(invoice, DocumentType.INVOICE)
    invoice.issued, invoice.state = _issue(content, by), State.ISSUED
    invoice.save(update_fields=["issued", "state"])
    _tell(INVOICE_MAIL, invoice)
    record("carshare.invoice_issued", invoice, by=by, number=invoice.issued.number)
    return invoice


@transaction.atomic
def mark_paid(invoice: TripInvoice, *, paid_on: date, by: Actor) -> TripInvoice:
    """Raises NotPossibleNow, DayInFuture."""
    invoice = _locked(invoice, State.ISSUED)
    if paid_on > active_garage().today():
        raise DayInFuture(_("This day lies in the future."))
    invoice.state, invoice.paid_on = State.PAID, paid_on
    invoice.save(update_fields=["state", "paid_on"])
    record("carshare.invoice_paid", invoice, by=by, number=str(invoice))
    return invoice


@transaction.atomic
def credit_trip_invoice(invoice: TripInvoice, *, reason: str, by: Actor) -> TripInvoice:
    """Take it back in whole, paid or not. Raises NotPossibleNow."""
    invoice = _locked(invoice, State.ISSUED, State.PAID)
    corrected: IssuedInvoice = invoice.issued
    content = _content(invoice, DocumentType.CREDIT_NOTE, corrects=corrected)
    invoice.credit_note, invoice.state = _issue(content, by, corrects=corrected), State.CREDITED
    invoice.remark = reason
    invoice.save(update_fields=["credit_note", "state", "remark"])
    _tell(CREDIT_MAIL, invoice)
    record("carshare.invoice_credited", invoice, by=by, number=corrected.number)
    return invoice


def _content(
    invoice: TripInvoice, document_type: DocumentType, corrects: IssuedInvoice | None = None
) -> Content:
    """A credit note says what the invoice said, of the same persons and the same day."""
    if corrects is not None:
        said, today = corrects.content, active_garage().today()
        return Content(
            document_type=document_type,
            number="",
            issued_on=today,
            due_on=today,
            period_start_on=said.period_start_on,
            period_end_on=said.period_end_on,
            language=said.language,
            seller=said.seller,
            buyer=said.buyer,
            vat=said.vat,
            lines=said.lines,
            notes=said.notes,
            reference=said.reference,
            corrects=Correction(number=corrects.number, issued_on=corrects.issued_on),
        )
    garage, booking = active_garage(), invoice.booking
    seller, buyer = _seller(), _buyer(invoice)
    driven_on = garage.today(booking.returned_at)
    return Content(
        document_type=document_type,
        number="",
        issued_on=garage.today(),
        due_on=garage.today() + PAYMENT_TERM,
        period_start_on=garage.today(booking.started_at),
        period_end_on=driven_on,
        language=_language(invoice),
        seller=seller,
        buyer=buyer,
        vat=_vat(invoice, seller, buyer),
        lines=[_line(line, invoice, driven_on) for line in invoice.lines.order_by("pk") if line.net_amount],
        notes=legal_notes(document_type, seller, buyer),
    )


def _issue(content: Content, by: Actor, corrects: IssuedInvoice | None = None) -> IssuedInvoice:
    """Customers of car sharing have a series of their own in each year."""
    series = f"{number_prefix(active_garage())}-CS-{content.issued_on.year}"
    issued = issue_invoice(content, series=series, corrects=corrects)
    request_pdf(INVOICE_PDF, subject=issued, name=issued.number, language=content.language, by=by)
    return issued


def _seller() -> Party:
    seller = garage_party(active_garage())
    wanted = {
        _("enterprise number"): seller.company_number,
        _("VAT number"): seller.vat_number,
        _("address of the first shop"): seller.street and seller.city,
    }
    missing = [words for words, value in wanted.items() if not value]
    if missing:
        words = _("An owner has to fill in under Settings first: %(missing)s.")
        raise InvoiceIncomplete(words % {"missing": ", ".join(missing)})
    return seller


def _buyer(invoice: TripInvoice) -> Party:
    """At the billing address as it is now: until the invoice is issued it may be put right."""
    person = invoice.subscriber
    return Party(
        name=invoice.recipient,
        country=active_garage().country,
        street=f"{person.billing_street} {person.billing_house_number}".strip() or invoice.address,
        postcode=person.billing_postcode,
        city=person.billing_city,
        email=person.email,
        is_consumer=True,
    )


def _vat(invoice: TripInvoice, seller: Party, buyer: Party) -> Vat:
    """Where the vehicle is handed over: hire for a short time, article 56 of directive 2006/112/EC."""
    if invoice.vat_percent:
        return Vat(category="S", rate=Decimal(invoice.vat_percent))
    return vat_treatment(seller, buyer, is_franchise=True)


def _line(line: TripInvoiceLine, invoice: TripInvoice, driven_on: date) -> Line:
    kind = TripInvoiceLine.Kind(line.kind)
    vehicle = invoice.booking.vehicle.vehicle
    with override(locale_of(_language(invoice), active_garage())):
        name = _("%(what)s, %(vehicle)s") % {
            "what": str(kind.label).capitalize(),
            "vehicle": f"{vehicle.title} {vehicle.plate_display}".strip(),
        }
    return Line(
        name=name,
        unit_amount=Decimal(line.unit_amount) / 100,
        quantity=line.quantity,
        unit=_UNITS[kind],
        performed_on=driven_on,
    )


def _language(invoice: TripInvoice) -> str:
    """A French seller's invoice is in French; elsewhere in the subscriber's language."""
    is_french = active_garage().country == Country.FRANCE
    language: str = "fr" if is_french else invoice.subscriber.language
    return language


def _tell(kind: str, invoice: TripInvoice) -> None:
    queue_mail(
        kind,
        to=invoice.subscriber.email,
        language=invoice.subscriber.language,
        idempotency_key=f"{kind}:{invoice.pk}",
        subject_id=invoice.pk,
    )


def _locked(invoice: TripInvoice, *allowed: str) -> TripInvoice:
    invoices = TripInvoice.objects.select_for_update(of=("self",))
    locked = invoices.select_related("booking__vehicle__vehicle", "subscriber", "issued").get(pk=invoice.pk)
    if locked.state not in allowed:
        raise NotPossibleNow(_("This invoice is %(state)s by now.") % {"state": locked.get_state_display()})
    return locked
