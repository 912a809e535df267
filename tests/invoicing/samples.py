"""Invoices of every kind, made of made-up parties with numbers that pass their checks."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from garageflow.invoicing.content import Content, Correction, Disbursement, DocumentType, Line, Party, Unit
from garageflow.invoicing.law import legal_notes, vat_treatment

BENALI = Party(
    name="Karim Benali EI",
    country="FR",
    street="12 rue des Lilas",
    postcode="59000",
    city="Lille",
    company_number="732829320",
    legal_info="Entrepreneur individuel (EI)",
    email="karim@benali.example",
    iban="FR7630006000011234567890189",
)
MARTIN = replace(BENALI, name="Transport Martin SARL", vat_number="FR44732829320", legal_info="")
MAES = Party(
    name="Jan Maes",
    country="BE",
    street="Kerkstraat 1",
    postcode="2000",
    city="Antwerpen",
    company_number="0428759497",
    vat_number="BE0428759497",
    email="jan@maes.example",
    iban="BE68539007547034",
)
GARAGE_FR = Party(
    name="Garage Durand",
    country="FR",
    street="1 avenue Foch",
    postcode="75001",
    city="Paris",
    company_number="552100554",
    vat_number="FR96552100554",
)
GARAGE_BE = Party(
    name="Garage Peeters",
    country="BE",
    street="Noorderlaan 214",
    postcode="2030",
    city="Antwerpen",
    company_number="0999521751",
    vat_number="BE0999521751",
)


def content_of(
    seller: Party,
    buyer: Party,
    *,
    is_franchise: bool = False,
    document_type: DocumentType = DocumentType.SELF_BILLED_INVOICE,
    language: str = "fr",
) -> Content:
    return Content(
        document_type=document_type,
        number="GARAGE-D0042-2026-000017",
        issued_on=date(2026, 11, 16),
        due_on=date(2026, 11, 20),
        period_start_on=date(2026, 11, 2),
        period_end_on=date(2026, 11, 14),
        language=language,
        seller=seller,
        buyer=buyer,
        vat=vat_treatment(seller, buyer, is_franchise=is_franchise),
        lines=[
            Line(
                name="Convoyage Lille – Lyon, Renault Clio, mission 12",
                unit_amount=Decimal("180.00"),
                performed_on=date(2026, 11, 2),
            ),
            Line(name="Péage, mission 12", unit_amount=Decimal("33.33"), performed_on=date(2026, 11, 2)),
        ],
        notes=legal_notes(document_type, seller, buyer),
        reference="D0042",
        corrects=Correction(number="GARAGE-D0042-2026-000016", issued_on=date(2026, 10, 31))
        if document_type.is_credit_note
        else None,
    )


AN = Party(
    name="An Verhaegen",
    country="BE",
    street="Lange Leemstraat 7",
    postcode="2018",
    city="Antwerpen",
    email="an@zorgpunt.example",
    is_consumer=True,
)


def private_trip(seller: Party, buyer: Party, document_type: DocumentType = DocumentType.INVOICE) -> Content:
    """Hours and kilometres of a shared vehicle, to a private person."""
    lines = [
        Line(
            name="Uren, VW Golf",
            unit_amount=Decimal("3.50"),
            quantity=Decimal("1.75"),
            unit=Unit.HOUR,
            performed_on=date(2026, 11, 2),
        ),
        Line(
            name="Kilometers, VW Golf",
            unit_amount=Decimal("0.28"),
            quantity=Decimal("42.00"),
            unit=Unit.KM,
            performed_on=date(2026, 11, 2),
        ),
    ]
    return replace(content_of(seller, buyer, document_type=document_type), lines=lines, reference="")


CREDIT_NOTE = DocumentType.SELF_BILLED_CREDIT_NOTE
EVERY_KIND = {
    "franchise": content_of(BENALI, GARAGE_FR, is_franchise=True),
    "with disbursement": replace(
        content_of(BENALI, GARAGE_FR, is_franchise=True),
        disbursements=[Disbursement(name="Carte grise", amount=Decimal("41.76"), paid_on=date(2026, 11, 3))],
    ),
    "20 per cent": content_of(MARTIN, GARAGE_FR),
    "reverse charge": content_of(MARTIN, GARAGE_BE),
    "reverse charge to France": content_of(MAES, GARAGE_FR),
    "Belgian": content_of(MAES, GARAGE_BE, language="nl"),
    "credit note": content_of(MARTIN, GARAGE_FR, document_type=CREDIT_NOTE),
    "credit note, franchise": content_of(BENALI, GARAGE_FR, is_franchise=True, document_type=CREDIT_NOTE),
    "private trip": private_trip(replace(GARAGE_BE, iban="BE68539007547034"), AN),
    "private trip in France": private_trip(GARAGE_FR, replace(AN, country="FR", postcode="75001")),
    "private trip, credited": private_trip(GARAGE_BE, AN, DocumentType.CREDIT_NOTE),
    "Belgian credit note": content_of(MAES, GARAGE_BE, document_type=CREDIT_NOTE),
}
