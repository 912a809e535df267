"""What there is to download of an invoice. Nothing is sent: `Platform` is where that would begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from convoy.models import Invoice
from garageflow.documents.models import Document
from garageflow.invoicing.pdf import pdf_of_issued


@dataclass(frozen=True, slots=True)
class InvoiceFile:
    name: str
    content_type: str
    content: bytes


class Platform(Protocol):
    """An e-invoicing platform (France: plateforme agréée; Belgium: a Peppol access point).

    Its only adapter is the manual one below. Another would take over what a person does now: hand the file
    over, and say what became of it.
    """

    name: str

    def file_for(self, invoice: Invoice, form: str) -> InvoiceFile | None:
        """What is to be given to the platform in this form ("xml", "ubl"), or None if there is none."""


class ManualDownload:
    """A person downloads the file, gives it to his platform and writes down that he did."""

    name = "manual"

    def file_for(self, invoice: Invoice, form: str) -> InvoiceFile | None:
        issued = invoice.issued
        if issued is None:
            return None
        text = {"xml": issued.cii_xml, "ubl": issued.ubl_xml}.get(form, "")
        if not text:
            return None
        ending = "-ubl.xml" if form == "ubl" else ".xml"
        return InvoiceFile(f"{issued.number}{ending}", "application/xml", text.encode())


PLATFORM: Platform = ManualDownload()


def pdf_of(invoice: Invoice) -> Document | None:
    """The driver's own file, or ours as soon as the worker has drawn it."""
    own: Document | None = invoice.document
    if own is not None or invoice.issued is None:
        return own
    return pdf_of_issued(invoice.issued)
