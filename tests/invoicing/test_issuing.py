import multiprocessing
import os
import random
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connections, transaction

from garageflow.invoicing.domain.issuing import NothingToInvoice, issue_invoice
from garageflow.invoicing.law import VatNumberMissing, vat_treatment
from garageflow.invoicing.models import IssuedInvoice
from garageflow.tenancy.active import garage_active
from tests.invoicing.samples import BENALI, EVERY_KIND, GARAGE_BE, GARAGE_FR, MAES, MARTIN

SERIES = "PEETER-D0042-2026"
CONTENT = EVERY_KIND["franchise"]


def test_an_invoice_gets_the_next_number_of_its_series(in_peeters):
    first = issue_invoice(CONTENT, series=SERIES)
    second = issue_invoice(CONTENT, series=SERIES)
    other = issue_invoice(CONTENT, series="PEETER-D0043-2026")

    assert [issued.number for issued in (first, second, other)] == [
        "PEETER-D0042-2026-000001",
        "PEETER-D0042-2026-000002",
        "PEETER-D0043-2026-000001",
    ]
    assert (first.net_amount, first.vat_amount, first.total_amount) == (
        Decimal("213.33"),
        Decimal("0.00"),
        Decimal("213.33"),
    )
    assert "PEETER-D0042-2026-000001" in first.cii_xml
    assert first.ubl_xml == ""
    assert issue_invoice(EVERY_KIND["Belgian"], series=SERIES).ubl_xml != ""


def test_nothing_is_not_invoiced(in_peeters):
    with pytest.raises(NothingToInvoice):
        issue_invoice(replace(CONTENT, lines=[]), series=SERIES)

    assert issue_invoice(CONTENT, series=SERIES).sequence == 1


@pytest.mark.parametrize("change", ["update", "delete"])
def test_what_is_issued_can_neither_be_changed_nor_removed(in_peeters, change):
    issued = issue_invoice(CONTENT, series=SERIES)
    rows = IssuedInvoice.objects.filter(pk=issued.pk)

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        rows.update(total_amount=1) if change == "update" else rows.delete()


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "WITH SPACE"},
        {"total_amount": Decimal("1.00")},
        {"document_type": "261"},
        {"sequence": 0},
        {"due_on": CONTENT.issued_on.replace(year=2020)},
    ],
)
def test_the_database_refuses_a_wrong_invoice(in_peeters, wrong):
    issued = issue_invoice(CONTENT, series=SERIES)
    issued.pk, issued.number, issued.sequence = None, f"{SERIES}-000009", 9
    for name, value in wrong.items():
        setattr(issued, name, value)

    with pytest.raises(IntegrityError), transaction.atomic():
        issued.save(force_insert=True)


@pytest.mark.parametrize(
    ("seller", "buyer", "is_franchise", "expected"),
    [
        (BENALI, GARAGE_FR, True, ("E", "0", "VATEX-FR-FRANCHISE")),
        (MARTIN, GARAGE_FR, False, ("S", "20", "")),
        (MAES, GARAGE_BE, False, ("S", "21", "")),
        (MAES, GARAGE_FR, True, ("AE", "0", "VATEX-EU-AE")),
    ],
)
def test_vat_follows_the_countries_and_the_regime(seller, buyer, is_franchise, expected):
    vat = vat_treatment(seller, buyer, is_franchise=is_franchise)

    assert (vat.category, str(vat.rate), vat.exemption_code) == expected


def test_a_reverse_charge_needs_both_vat_numbers():
    with pytest.raises(VatNumberMissing, match="Karim Benali"):
        vat_treatment(BENALI, GARAGE_BE, is_franchise=False)


def _issue_many(garage, wanted, seed, answers):
    """A process of its own: issues until all have their number, and dies or fails at random on the way."""
    connections.close_all()
    draw = random.Random(seed)
    done = 0
    while done < wanted:
        try:
            with garage_active(garage):
                issue_invoice(CONTENT, series=SERIES)
                if draw.random() < 0.3:
                    raise ArithmeticError("after the number, before the commit")
        except ArithmeticError:
            continue
        done += 1
    connections.close_all()
    answers.put(done)
    answers.close()
    answers.join_thread()
    os._exit(0)


def _issue_and_die(garage):
    connections.close_all()
    with garage_active(garage):
        issue_invoice(CONTENT, series=SERIES)
        os._exit(86)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_200_invoices_by_8_processes_with_failures_have_no_gap_and_no_double(peeters):
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    answers = fork.Queue()
    workers = [fork.Process(target=_issue_many, args=(peeters, 25, seed, answers)) for seed in range(8)]
    dying = [fork.Process(target=_issue_and_die, args=(peeters,)) for _ in range(4)]
    for process in (*workers, *dying):
        process.start()
    for process in (*workers, *dying):
        process.join(timeout=60)

    assert [process.exitcode for process in workers] == [0] * 8
    assert [process.exitcode for process in dying] == [86] * 4
    assert sum(answers.get() for _ in workers) == 200
    with garage_active(peeters):
        sequences = list(IssuedInvoice.objects.order_by("sequence").values_list("sequence", flat=True))
    assert sequences == list(range(1, 201))
