"""What an invoice says: plain data, without a database and without a form of paper or file.

One invoice has one VAT treatment. That is not a simplification of ours: costs that are charged on follow the
service they belong to (art. 267 I-2° CGI), and true disbursements stand outside the invoice (art. 267 II-2°).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

_CENT = Decimal("0.01")


class DocumentType(StrEnum):
    """UNTDID 1001. Self-billed ones are made by the buyer in the name of the seller."""

    INVOICE = "380"
    CREDIT_NOTE = "381"
    SELF_BILLED_INVOICE = "389"
    SELF_BILLED_CREDIT_NOTE = "261"

    @property
    def is_credit_note(self) -> bool:
        return self in (DocumentType.CREDIT_NOTE, DocumentType.SELF_BILLED_CREDIT_NOTE)

    @property
    def is_self_billed(self) -> bool:
        return self in (DocumentType.SELF_BILLED_INVOICE, DocumentType.SELF_BILLED_CREDIT_NOTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    name: str
    country: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    # In the register of companies: SIREN, KBO/BCE, KvK, RCS.
    company_number: str = ""
    vat_number: str = ""
    # Legal form, capital, register: as the law of his country wants it said.
    legal_info: str = ""
    email: str = ""
    iban: str = ""
    bic: str = ""
    # A private person: no number of a company, and none of the notes between businesses.
    is_consumer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Vat:
    """UNTDID 5305: S standard rate, E exempt, AE reverse charge."""

    category: str
    rate: Decimal
    exemption_code: str = ""
    # As the law wants it printed, in the language of the seller's country.
    exemption_text: str = ""


class Unit(StrEnum):
    """UN/ECE recommendation 20."""

    ONE = "C62"
    HOUR = "HUR"
    KM = "KMT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    name: str
    description: str = ""
    unit_amount: Decimal
    quantity: Decimal = Decimal(1)
    unit: str = Unit.ONE
    performed_on: date | None = None

    @property
    def net_amount(self) -> Decimal:
        return _cents(self.unit_amount * self.quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disbursement:
    """Paid in the buyer's name, given back to the cent: not turnover of the seller."""

    name: str
    amount: Decimal
    paid_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """UNTDID 4451."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The invoice that a credit note takes back."""

    number: str
    issued_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    document_type: DocumentType
    number: str
    issued_on: date
    due_on: date
    period_start_on: date
    period_end_on: date
    language: str
    seller: Party
    buyer: Party
    vat: Vat
    lines: Sequence[Line]
    notes: Sequence[Note] = ()
    payment_terms: str = ""
    # What the buyer knows the seller by.
    reference: str = ""
    corrects: Correction | None = None
    disbursements: Sequence[Disbursement] = field(default=())

    @property
    def net_amount(self) -> Decimal:
        return sum((line.net_amount for line in self.lines), Decimal("0.00"))

    @property
    def vat_amount(self) -> Decimal:
        """On the sum and not line by line (EN 16931, BR-CO-17)."""
        return _cents(self.net_amount * self.vat.rate / 100)

    @property
    def total_amount(self) -> Decimal:
        return self.net_amount + self.vat_amount

    @property
    def disbursed_amount(self) -> Decimal:
        return sum((item.amount for item in self.disbursements), Decimal("0.00"))

    @property
    def payable_amount(self) -> Decimal:
        return self.total_amount + self.disbursed_amount


def to_json(content: Content) -> dict[str, Any]:
    return {name: _plain(value) for name, value in asdict(content).items()}


def from_json(data: Mapping[str, Any]) -> Content:
    values = dict(data)
    return Content(
        document_type=DocumentType(values.pop("document_type")),
        seller=Party(**values.pop("seller")),
        buyer=Party(**values.pop("buyer")),
        vat=Vat(**_typed(values.pop("vat"), rate=Decimal)),
        lines=[
            Line(**_typed(line, unit_amount=Decimal, quantity=Decimal, performed_on=date.fromisoformat))
            for line in values.pop("lines")
        ],
        notes=[Note(**note) for note in values.pop("notes")],
        disbursements=[
            Disbursement(**_typed(item, amount=Decimal, paid_on=date.fromisoformat))
            for item in values.pop("disbursements")
        ],
        corrects=_correction(values.pop("corrects")),
        **_typed(values, **{name: date.fromisoformat for name in values if name.endswith("_on")}),
    )


def _correction(data: Mapping[str, Any] | None) -> Correction | None:
    return Correction(**_typed(data, issued_on=date.fromisoformat)) if data else None


def _typed(data: Mapping[str, Any], **types: Any) -> dict[str, Any]:
    return {name: types[name](value) if name in types and value else value for name, value in data.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(member) for member in value]
    return value


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)
