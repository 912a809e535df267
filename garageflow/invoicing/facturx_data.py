"""An invoice in the terms of EN 16931, as package factur-x wants them (business terms BT-…, groups BG-…)."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from garageflow.invoicing.content import Content, Line, Party, Vat

# The package's function of the same name hides its module.
_generate = import_module("facturx.generate_xml")

# ISO 6523 codes of the registers of companies, and of the addresses of e-invoicing (French CTC: 0225).
_REGISTERS = {"FR": "0002", "BE": "0208", "NL": "0106", "LU": "0240"}
_ADDRESSES = {"FR": "0225", "BE": "0208", "NL": "0106"}
# UNTDID 4461: SEPA credit transfer.
_CREDIT_TRANSFER = "58"
# Peppol BIS Billing 3.0 and its own document type for self-billing. Seen 2026-11 in the rules of OpenPEPPOL.
_PEPPOL = (
    "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0",
    "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0",
)
_PEPPOL_SELF_BILLING = (
    "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:selfbilling:3.0",
    "urn:fdc:peppol.eu:2017:poacc:selfbilling:01:1.0",
)
_CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"


def cii_xml(content: Content) -> bytes:
    """Factur-X, profile EN 16931."""
    xml: bytes = _generate.generate_cii_xml(
        _terms(content, business_process="S1" if content.seller.country == "FR" else ""),
        level="en16931",
        check_xsd=False,
        check_schematron=None,
    )
    return xml


def ubl_xml(content: Content) -> bytes:
    """UBL 2.1 in the dress of Peppol BIS Billing 3.0, whose own rules nobody has checked here."""
    from lxml import etree

    customization, profile = _PEPPOL_SELF_BILLING if content.document_type.is_self_billed else _PEPPOL
    terms = _terms(content, business_process=profile)
    # Peppol takes one note (PEPPOL-EN16931-R002).
    if content.notes:
        terms["BG-1"] = [{"BT-22": " – ".join(note.text for note in content.notes)}]
    xml: bytes = _generate.generate_ubl_xml(terms, level="en16931", check_xsd=False, check_schematron=None)
    # The package writes its own name of the rules.
    root = etree.fromstring(xml)
    root.find(f"{_CBC}CustomizationID").text = customization
    return bytes(etree.tostring(root, pretty_print=True, encoding="UTF-8", xml_declaration=True))


def wants_ubl(content: Content) -> bool:
    """Belgium asks for Peppol between its businesses since 2026."""
    return not content.buyer.is_consumer and content.seller.country == content.buyer.country == "BE"


def _terms(content: Content, *, business_process: str) -> dict[str, Any]:
    terms: dict[str, Any] = {
        "BT-1": content.number,
        "BT-2": content.issued_on,
        "BT-3": str(content.document_type),
        "BT-5": "EUR",
        "BT-9": content.due_on,
        "BT-10": content.reference or content.number,
        "BT-20": content.payment_terms,
        "BT-23": business_process,
        "BT-72": content.period_end_on,
        "BT-73": content.period_start_on,
        "BT-74": content.period_end_on,
        "BG-1": [{"BT-21": note.code, "BT-22": note.text} for note in content.notes],
        "BG-4": _party(content.seller, content.vat, has_tax_number=True),
        "BG-7": _party(content.buyer, content.vat),
        "BG-23": [_vat(content)],
        "BG-25": [_line(index, line, content.vat) for index, line in enumerate(content.lines, 1)],
        "BT-106": str(content.net_amount),
        "BT-109": str(content.net_amount),
        "BT-110": str(content.vat_amount),
        "BT-112": str(content.total_amount),
        "BT-115": str(content.total_amount),
    }
    if content.corrects:
        terms["BG-3"] = [{"BT-25": content.corrects.number, "BT-26": content.corrects.issued_on}]
    if content.seller.iban:
        terms |= {
            "BT-81": _CREDIT_TRANSFER,
            "BT-83": content.number,
            "BT-84": content.seller.iban,
            "BT-85": content.seller.name,
        }
        if content.seller.bic:
            terms["BT-86"] = content.seller.bic
    return {term: value for term, value in terms.items() if value not in ("", [], None)}


def _party(party: Party, vat: Vat, *, has_tax_number: bool = False) -> dict[str, Any]:
    data = {
        "name": party.name,
        "legal_identifier": party.company_number,
        "legal_identifier_schemeid": _REGISTERS[party.country] if party.company_number else "",
        "vat_identifier": party.vat_number,
        "legal_info": party.legal_info if has_tax_number else "",
        "addr_l1": party.street,
        "postcode": party.postcode,
        "city": party.city,
        "country_code": party.country,
    }
    # Who has no VAT number is known to the tax office by his company number.
    if has_tax_number and vat.category == "E" and not party.vat_number:
        data["tax_identifier"] = party.company_number
    return data | _electronic_address(party)


def _electronic_address(party: Party) -> dict[str, str]:
    scheme = _ADDRESSES.get(party.country, "")
    if scheme and party.company_number:
        return {"einvoicing_addr": party.company_number, "einvoicing_addr_schemeid": scheme}
    return {"einvoicing_addr": party.email, "einvoicing_addr_schemeid": "EM"} if party.email else {}


def _vat(content: Content) -> dict[str, str]:
    vat = content.vat
    data = {
        "BT-116": str(content.net_amount),
        "BT-117": str(content.vat_amount),
        "BT-118": vat.category,
        "BT-119": str(vat.rate),
        "BT-120": vat.exemption_text,
        "BT-121": vat.exemption_code,
    }
    return {term: value for term, value in data.items() if value}


def _line(index: int, line: Line, vat: Vat) -> dict[str, Any]:
    data: dict[str, Any] = {
        "BT-126": str(index),
        "BT-129": str(line.quantity),
        "BT-130": str(line.unit),
        "BT-131": str(line.net_amount),
        "BT-146": str(line.unit_amount),
        "BT-151": vat.category,
        "BT-152": str(vat.rate),
        "BT-153": line.name,
        "BT-154": line.description,
        "BT-134": line.performed_on,
        "BT-135": line.performed_on,
    }
    return {term: value for term, value in data.items() if value not in ("", None)}
