"""The structure of a PDF/A-3b with Factur-X. veraPDF is not to be had here, so what it would look for first
is asserted one by one."""

import hashlib
import io

import pytest
from lxml import etree
from pypdf import PdfReader

from garageflow.documents.domain.documents import open_document
from garageflow.documents.domain.pdf import RENDER_PDF, request_pdf
from garageflow.documents.models import Document
from garageflow.invoicing.domain.issuing import issue_invoice
from garageflow.invoicing.judge import xml_of_file
from garageflow.invoicing.pdf import INVOICE_PDF
from garageflow.jobs.domain.work import work_until_idle
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from tests.factories import GarageFactory
from tests.invoicing.samples import BENALI, GARAGE_FR, content_of

FX = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"
PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"


@pytest.fixture
def made(db, tmp_path, settings):
    """Issued and drawn by the worker's own path."""
    settings.MEDIA_ROOT = tmp_path
    garage = GarageFactory(slug="durand", name="Garage Durand", country="FR", languages=["fr"])
    with garage_active(garage):
        issued = issue_invoice(content_of(BENALI, GARAGE_FR, is_franchise=True), series="DURAND-D0042-2026")
        request_pdf(INVOICE_PDF, subject=issued, name=issued.number, language="fr", by=SYSTEM)
    work_until_idle(kinds=[RENDER_PDF])
    with garage_active(garage):
        document = Document.objects.get(kind=INVOICE_PDF)
        yield issued, document, open_document(document).read()


def test_the_pdf_is_an_archive_that_carries_the_invoice_as_it_was_issued(made, tmp_path):
    issued, document, pdf = made
    reader = PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    (tmp_path / "invoice.pdf").write_bytes(pdf)

    # The XML in it is, byte for byte, what was issued (and what tests/invoicing/test_judge.py judges).
    assert xml_of_file(tmp_path / "invoice.pdf") == issued.cii_xml.encode()
    assert hashlib.sha256(issued.cii_xml.encode()).hexdigest() == issued.sha256
    assert list(reader.attachments) == ["factur-x.xml"]
    files = [file.get_object() for file in root["/AF"]]
    assert {(file["/UF"], file["/AFRelationship"]) for file in files} == {("factur-x.xml", "/Alternative")}
    # What makes it an archive: colours are defined, letters embedded, nothing is encrypted or runs.
    intent = root["/OutputIntents"][0].get_object()
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"].get_object()
    assert not reader.is_encrypted
    assert reader.trailer["/ID"]
    assert not {"/JavaScript", "/AcroForm", "/OpenAction"} & set(root)
    assert _fonts(reader) != set()
    assert all(is_embedded for _name, is_embedded in _fonts(reader))
    # It says so in its own metadata.
    described = {}
    for element in etree.fromstring(root["/Metadata"].get_object().get_data()).iter():
        described |= {element.tag: element.text, **element.attrib}
    assert (described[f"{PDFAID}part"], described[f"{PDFAID}conformance"]) == ("3", "B")
    assert described[f"{FX}ConformanceLevel"] == "EN 16931"
    assert described[f"{FX}DocumentFileName"] == "factur-x.xml"
    assert described[f"{FX}DocumentType"] == "INVOICE"
    # A person reads the same, and what the law asks for.
    text = "".join(page.extract_text() for page in reader.pages).replace("\xa0", " ").replace("\u202f", " ")
    for words in (
        "DURAND-D0042-2026-000001",
        "213,33 €",
        "TVA non applicable, art. 293 B du CGI",
        "Autofacturation",
        "SIREN 732829320",
        "SIREN 552100554",
        "Indemnité forfaitaire",
        "FR76 3000 6000 0112",
    ):
        assert words in text
    assert document.delete_after is None, "kept as long as the law wants it"


def _fonts(reader):
    fonts = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object().get("/DescendantFonts", [font])[0].get_object()
            descriptor = descendant["/FontDescriptor"].get_object()
            fonts.add(
                (descriptor["/FontName"], bool({"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)))
            )
    return fonts
