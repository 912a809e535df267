"""An invoice of 20 lines as PDF: the product's way against reportlab.

The product: template, WeasyPrint, PDF/A-3b with Factur-X inside. The peer: the same words by Platypus with
the same letters. It leaves out the style sheet, the colour profile, the metadata and the XML; both leave out
the database. Warm: the first of each is not counted. Then the product's way again, by one process and by two.
"""

from __future__ import annotations

import io
import multiprocessing
import time
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bench.figures import Figure

if TYPE_CHECKING:
    # Known once Django is set up.
    from garageflow.invoicing.content import Content as InvoiceContent

ROUNDS, LINES, BATCH = 15, 20, 12
_FONTS = Path("/usr/share/fonts/truetype/liberation")


def measure() -> Iterator[Figure]:
    product, peer = _product(), _peer()
    product(), peer()
    ours, theirs = [], []
    for _round in range(ROUNDS):
        ours.append(_seconds(product))
        theirs.append(_seconds(peer))
    note = f"{median(ours) * 1000:.0f} ms, reportlab {median(theirs) * 1000:.0f} ms, {len(product())} bytes"
    yield Figure("warm / reportlab", median(ours) / median(theirs), "<=", 14, note)
    # What two processes gain here at all, beside whatever else runs: the same by a loop that only counts.
    pairs = [(_rate(1), _rate(2), _rate(1, _count_some), _rate(2, _count_some)) for _ in range(2)]
    one, two, bare_one, bare_two = (min(times) for times in zip(*pairs, strict=True))
    note = f"{BATCH} invoices: {one:.1f} s, {two:.1f} s; a loop that only counts: {bare_one / bare_two:.2f}"
    yield Figure("2 processes / 1", one / two, ">=", 1.4, note)


def _seconds(make: Callable[[], bytes]) -> float:
    began = time.perf_counter()
    make()
    return time.perf_counter() - began


def _rate(processes: int, work: Callable[[int], int] | None = None) -> float:
    """Seconds for the same number of invoices, without the start of the processes."""
    work = work or _make_some
    fresh = multiprocessing.get_context("spawn")
    with fresh.Pool(processes, initializer=_start) as pool:
        pool.map(work, [1] * processes, chunksize=1)
        began = time.perf_counter()
        pool.map(work, [BATCH // processes] * processes, chunksize=1)
        return time.perf_counter() - began


def _start() -> None:
    import django

    django.setup()


def _make_some(count: int) -> int:
    product = _product()
    return sum(len(product()) for _ in range(count))


def _count_some(count: int) -> int:
    return sum(number % 7 for number in range(count * 3_000_000))


def _product() -> Callable[[], bytes]:
    from django.template.loader import render_to_string
    from django.utils import translation

    from garageflow.documents.domain.rendering import Archive, render_html
    from garageflow.invoicing.facturx_data import cii_xml
    from garageflow.invoicing.pdf import FILE_NAME, factur_x_xmp, printed
    from garageflow.tenancy.models import Garage

    content = _content()
    archive = Archive(FILE_NAME, cii_xml(content), "Factur-X", factur_x_xmp())
    garage = Garage(name="Garage Durand", country="FR", accent_hue=255)

    def make() -> bytes:
        with translation.override("fr"):
            context = {"garage": garage, "language": "fr", **printed(content, "facture d’autofacturation")}
            return render_html(render_to_string("invoicing/invoice_pdf.html", context), archive)

    return make


def _peer() -> Callable[[], bytes]:
    """Platypus, as its manual makes documents: paragraphs and tables that flow, page numbers, own fonts."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    pdfmetrics.registerFont(TTFont("Sans", _FONTS / "LiberationSans-Regular.ttf"))
    pdfmetrics.registerFont(TTFont("Bold", _FONTS / "LiberationSans-Bold.ttf"))
    content = _content()
    text = ParagraphStyle("text", fontName="Sans", fontSize=9.5, leading=14)
    small = ParagraphStyle("small", fontName="Sans", fontSize=8, leading=12)
    title = ParagraphStyle("title", fontName="Bold", fontSize=17, leading=21)
    amount = ParagraphStyle("amount", parent=text, alignment=2)
    rules = TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.5, "#d9dce2"), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    widths = [28 * mm, 112 * mm, 30 * mm]

    def number_page(canvas: object, document: object) -> None:
        canvas.setFont("Sans", 7.5)  # type: ignore[attr-defined]
        canvas.drawRightString(190 * mm, 12 * mm, str(document.page))  # type: ignore[attr-defined]

    def make() -> bytes:
        file = io.BytesIO()
        seller, buyer = content.seller, content.buyer
        parties = [
            [Paragraph(f"{buyer.name}<br/>{buyer.street}<br/>{buyer.postcode} {buyer.city}", text)],
            [Paragraph(f"{content.issued_on:%d/%m/%Y}<br/>{content.due_on:%d/%m/%Y}", amount)],
        ]
        rows = [
            [
                Paragraph(f"{line.performed_on:%d/%m/%Y}", text),
                Paragraph(line.name, text),
                Paragraph(f"{line.net_amount} €", amount),
            ]
            for line in content.lines
        ]
        sums = [
            [Paragraph("Total HT", text), Paragraph(f"{content.net_amount} €", amount)],
            [Paragraph("TVA 20 %", text), Paragraph(f"{content.vat_amount} €", amount)],
            [Paragraph("Total", title), Paragraph(f"{content.total_amount} €", amount)],
        ]
        story = [
            Paragraph(seller.name, title),
            Paragraph(f"{seller.street}, {seller.postcode} {seller.city}, {seller.vat_number}", small),
            Spacer(1, 10 * mm),
            Table(list(zip(*parties, strict=True)), colWidths=[100 * mm, 70 * mm]),
            Paragraph(f"Facture d’autofacturation<br/>{content.number}", title),
            Table(rows, colWidths=widths, style=rules, repeatRows=0),
            Table(sums, colWidths=[50 * mm, 34 * mm], hAlign="RIGHT"),
            Paragraph(f"IBAN {seller.iban}", text),
            *(Paragraph(note.text, small) for note in content.notes),
        ]
        paper = SimpleDocTemplate(file, pagesize=A4, leftMargin=20 * mm, rightMargin=20 * mm)
        paper.build(story, onFirstPage=number_page, onLaterPages=number_page)
        return file.getvalue()

    return make


def _content() -> InvoiceContent:
    from garageflow.invoicing.content import Content, DocumentType, Line, Party
    from garageflow.invoicing.law import legal_notes, vat_treatment

    seller = Party(
        name="Transport Martin SARL",
        country="FR",
        street="12 rue des Lilas",
        postcode="59000",
        city="Lille",
        company_number="999000011",
        vat_number="FR66999000011",
        iban="FR7630006000011234567890189",
    )
    buyer = Party(
        name="Garage Durand",
        country="FR",
        street="1 avenue Foch",
        postcode="75001",
        city="Paris",
        company_number="999000003",
        vat_number="FR42999000003",
    )
    document_type = DocumentType.SELF_BILLED_INVOICE
    return Content(
        document_type=document_type,
        number="DURAND-D0042-2026-000017",
        issued_on=date(2026, 11, 16),
        due_on=date(2026, 11, 20),
        period_start_on=date(2026, 11, 1),
        period_end_on=date(2026, 11, 15),
        language="fr",
        seller=seller,
        buyer=buyer,
        vat=vat_treatment(seller, buyer, is_franchise=False),
        lines=[
            Line(
                name=f"Convoyage Lille – Lyon, Renault Clio AB-1{number:02d}-CD, mission {number}",
                unit_amount=Decimal(18_000 + number) / 100,
                performed_on=date(2026, 11, 1 + number % 15),
            )
            for number in range(LINES)
        ],
        notes=legal_notes(document_type, seller, buyer),
        reference="D0042",
    )
