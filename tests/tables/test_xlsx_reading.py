import io
import zipfile
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
import pytest

from garageflow.tables.contract import Column, Contract
from garageflow.tables.limits import Limits
from garageflow.tables.reading import read_table
from garageflow.tables.refusals import FileRefused
from garageflow.tables.rows import WrongCells
from tests.tables.workbooks import HEADER, package, with_false_size, workbook

CARS = Contract(
    columns=(
        Column("plate", "Kenteken", required=True),
        Column("owner", "Eigenaar", required=True),
        Column("city", "Plaats"),
    )
)
ROW = '<row r="{0}"><c r="A{0}" t="str"><v>12AB34</v></c><c r="B{0}" t="str"><v>Jan</v></c></row>'


def rows(content, limits=None):
    return list(read_table(io.BytesIO(content), CARS, limits))


def refusal(content, limits=None):
    with pytest.raises(FileRefused) as refused:
        rows(content, limits)
    return refused.value.code, refused.value.line


def test_a_workbook_is_read_like_a_csv_file():
    content = workbook(
        [["Kenteken", "Eigenaar", "Plaats"], ["12AB34", "Zoë €", "Ede"], [], ["34CD56", "b", ""]]
    )

    read = read_table(io.BytesIO(content), CARS)

    assert read.header == ("xlsx", "", "", 1, ("plate", "owner", "city"), False)
    assert list(read) == [(2, ("12AB34", "Zoë €", "Ede")), (4, ("34CD56", "b", ""))]
    assert list(read) == list(read)


def test_line_is_the_row_of_the_sheet_wherever_the_list_begins():
    content = workbook([[], ["", ""], ["", "Eigenaar", "Kenteken"], ["", "a", "1"]])

    assert refusal(content) == ("COLUMN_UNKNOWN", 3)
    assert rows(workbook([[], [], ["Eigenaar", "Kenteken"], ["a", "1"]])) == [(4, ("1", "a", ""))]


def test_values_become_text_and_dates_stay_dates():
    day, moment, clock = date(2003, 3, 12), datetime.fromisoformat("2026-11-21 20:30"), time(12, 30)
    content = workbook(
        [
            ["Kenteken", "Eigenaar", "Plaats"],
            [day, 12, 1.5],
            [moment, True, clock],
            [-3, 1e20, 123000000000.0],
        ]
    )

    assert rows(content) == [
        (2, (day, "12", "1.5")),
        (3, (moment, "TRUE", clock)),
        (4, ("-3", "100000000000000000000", "123000000000")),
    ]


def test_formulas_are_what_they_showed_last_and_texts_that_look_like_one_stay_texts():
    book = openpyxl.Workbook()
    book.active.append(["Kenteken", "Eigenaar"])
    book.active.append(["12AB34", "x"])
    book.active["B2"].value = "=1+1"
    book.active["B2"].data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    formula = '<row><c t="str"><f>"12AB"&amp;34</f><v>12AB34</v></c><c><f>1+1</f><v>2</v></c></row>'

    assert rows(stream.getvalue()) == [(2, ("12AB34", "=1+1", ""))]
    assert rows(package(HEADER + formula)) == [(2, ("12AB34", "2", ""))]


def test_the_first_visible_sheet_counts():
    book = openpyxl.Workbook()
    book.active.append(["hidden"])
    book.active.sheet_state = "hidden"
    visible = book.create_sheet("Lijst")
    visible.append(["Kenteken", "Eigenaar"])
    visible.append(["1", "a"])
    book.create_sheet("Rest").append(["no list"])
    stream = io.BytesIO()
    book.save(stream)

    assert rows(stream.getvalue()) == [(2, ("1", "a", ""))]


def test_dates_from_1904_and_amounts():
    content = workbook([["Kenteken", "Eigenaar"], [date(2003, 3, 12), Decimal("2.50")]], date_1904=True)

    assert rows(content) == [(2, (date(2003, 3, 12), "2.5", ""))]


def test_cells_beside_the_columns_are_wrong():
    content = workbook([["Kenteken", "Eigenaar"], ["1", "a", "", "x"], ["2", "b"]])

    assert rows(content) == [(2, WrongCells(4, 2, ("1", "a", "x"))), (3, ("2", "b", ""))]


def test_a_package_of_plain_parts_is_read():
    texts = "<si><t>Kenteken</t></si><si><r><t>Eige</t></r><r><t>naar</t></r></si>"
    shared = (
        '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row><c t="s"><v>0</v></c><c><v>7</v></c></row>'
    )

    assert rows(package(shared, texts=texts)) == [(2, ("Kenteken", "7", ""))]
    assert rows(package(HEADER + ROW.format(2), method=zipfile.ZIP_STORED)) == [(2, ("12AB34", "Jan", ""))]
    prefixed = package(
        "",
        files={
            "xl/worksheets/sheet1.xml": '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            "<x:sheetData>"
            + (HEADER + ROW.format(2)).replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
            + "</x:sheetData></x:worksheet>"
        },
    )
    assert rows(prefixed) == [(2, ("12AB34", "Jan", ""))]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (workbook([]), ("FILE_EMPTY", None)),
        (workbook([["Kenteken", "Eigenaar"]]), ("HEADER_ONLY", None)),
        (workbook([["Kenteken", "Eigenaar"], ["", " "]]), ("HEADER_ONLY", None)),
        (workbook([["Kenteken"]]), ("COLUMN_MISSING", 1)),
        (
            package(HEADER, files={"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
            ("TYPE_ODS", None),
        ),
        (package(HEADER, leave_out=["[Content_Types].xml"]), ("TYPE_ZIP", None)),
        (package(HEADER, leave_out=["_rels/.rels"]), ("TYPE_ZIP", None)),
        (package(HEADER, leave_out=["xl/workbook.xml"]), ("XLSX_DAMAGED", None)),
        (package(HEADER, leave_out=["xl/_rels/workbook.xml.rels"]), ("TYPE_OTHER", None)),
        (package(HEADER, leave_out=["xl/worksheets/sheet1.xml"]), ("XLSX_DAMAGED", None)),
        (package(HEADER, workbook_xml="<document/>"), ("TYPE_OTHER", None)),
        (package(HEADER, workbook_xml="<workbook"), ("XLSX_DAMAGED", None)),
        (package("<row>"), ("XLSX_DAMAGED", None)),
        (package("&bomb;"), ("XLSX_DAMAGED", None)),
        (
            package(HEADER, texts="", files={"xl/sharedStrings.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><sst/>"}),
            ("XLSX_DAMAGED", None),
        ),
        (package(HEADER, method=zipfile.ZIP_LZMA), ("TYPE_ZIP", None)),
        (package(HEADER, method=zipfile.ZIP_BZIP2), ("TYPE_ZIP", None)),
        (package(HEADER)[:-30], ("XLSX_DAMAGED", None)),
        (b"PK\x03\x04" + b"x" * 100, ("XLSX_DAMAGED", None)),
        (b"PK\x05\x06" + bytes(18), ("TYPE_ZIP", None)),
    ],
)
def test_what_is_no_list_is_refused(content, expected):
    assert refusal(content) == expected


def test_a_damaged_part_is_noticed():
    content = bytearray(package(HEADER + "".join(ROW.format(number) for number in range(2, 500))))
    at = content.index(b"xl/worksheets/sheet1.xml") + 200
    content[at : at + 50] = bytes(50)

    assert refusal(bytes(content)) == ("XLSX_DAMAGED", None)


def test_a_nul_in_a_cell_refuses_the_workbook_like_any_file():
    cell = '<row><c t="inlineStr"><is><t>{}</t></is></c><c><v>1</v></c></row>'

    assert refusal(package(HEADER + ROW.format(2) + cell.format("a_x0000_b"))) == ("NUL_BYTE", 3)
    assert rows(package(HEADER + cell.format("_x005F_x0000_"))) == [(2, ("_x0000_", "1", ""))]


def test_an_encrypted_package_is_told_apart():
    content = bytearray(package(HEADER))
    for marker, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(marker)
        content[at + flags] |= 1

    assert refusal(bytes(content)) == ("TYPE_ENCRYPTED", None)


def test_limits_of_rows_and_cells():
    content = package(HEADER + "".join(ROW.format(number) for number in (2, 3, 5)))

    assert len(rows(content, Limits(rows=3))) == 3
    assert refusal(content, Limits(rows=2)) == ("TOO_MANY_ROWS", 5)
    long_cell = f'<row r="2"><c r="A2" t="inlineStr"><is><t>{"x" * 64_001}</t></is></c></row>'
    assert refusal(package(HEADER + long_cell)) == ("CELL_TOO_LONG", 2)
    assert refusal(package(HEADER, texts=f"<si><t>{'x' * 64_001}</t></si>")) == ("CELL_TOO_LONG", None)
    many = "".join(ROW.format(number) for number in range(2, 12_000))
    assert refusal(package(HEADER + many)) == ("TOO_MANY_ROWS", 11_002)


@pytest.mark.parametrize(
    "data",
    [
        ROW.format(1_048_576),
        '<row r="2"><c r="XFD2"><v>1</v></c></row><row r="9000"><c r="A9000"><v>1</v></c></row>',
        # Numbers as they may not be, and a cell that says it stands elsewhere than its row.
        '<row r="2"><c r="ZZZZZZ9"><v>1</v></c></row>',
        '<row r="2"><c r="A99999999"><v>1</v></c></row>',
    ],
)
def test_one_cell_far_away_does_not_cost_the_memory_of_all_between(data):
    assert refusal(package(HEADER + data))[0] == "SHEET_TOO_LARGE"


def test_formatting_far_away_costs_nothing():
    data = ROW.format(2) + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'

    assert rows(package(HEADER + data)) == [(2, ("12AB34", "Jan", ""))]


def test_what_the_directory_says_of_sizes_is_not_believed():
    spaces = HEADER + ROW.format(2) + " " * 60_000_000
    bomb = package(spaces)
    assert len(bomb) < 100_000

    assert refusal(bomb) == ("XLSX_UNPACKED_TOO_LARGE", None)
    liar = with_false_size(bomb, "xl/worksheets/sheet1.xml", 1_000)
    assert refusal(liar) == ("XLSX_UNPACKED_TOO_LARGE", None)
    # The sheets that are not read count in the directory.
    assert refusal(package(HEADER, files={"xl/worksheets/sheet2.xml": " " * 60_000_000})) == (
        "XLSX_UNPACKED_TOO_LARGE",
        None,
    )
