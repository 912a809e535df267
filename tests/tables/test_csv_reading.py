import io
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from garageflow.tables.contract import Column, Contract
from garageflow.tables.limits import Limits
from garageflow.tables.reading import read_table
from garageflow.tables.refusals import FileRefused
from garageflow.tables.rows import WrongCells

CARS = Contract(
    columns=(
        Column("plate", "Kenteken", required=True),
        Column("owner", "Eigenaar", required=True),
        Column("city", "Plaats"),
    )
)


def table(content, limits=None, **options):
    return read_table(io.BytesIO(content), CARS, limits, **options)


def rows(content, limits=None, **options):
    return list(table(content, limits, **options))


def refusal(content, limits=None):
    with pytest.raises(FileRefused) as refused:
        rows(content, limits)
    return refused.value.code, refused.value.line


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_delimiters_and_line_ends(delimiter, end):
    content = (
        end.join(["Kenteken;Eigenaar;Plaats", "1;Jan;Ede", "2;Piet;Gent"]).replace(";", delimiter).encode()
    )

    read = table(content)

    assert read.header == ("csv", "utf-8", delimiter, 1, ("plate", "owner", "city"), False)
    assert list(read) == [(2, ("1", "Jan", "Ede")), (3, ("2", "Piet", "Gent"))]


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "windows-1252"),
        ("utf-16", "utf-16"),
        ("utf-16-le", None),
    ],
)
def test_encodings(codec, encoding):
    content = "Kenteken;Eigenaar\r\n1;Zoë van ’t Hóf €\r\n".encode(codec)

    if encoding is None:
        assert refusal(content) == ("NUL_BYTE", 1)
        assert refusal(b"\xff\xfe" + content + b"\n") == ("BAD_ENCODING", 3)
    else:
        assert table(content).header.encoding == encoding
        assert rows(content) == [(2, ("1", "Zoë van ’t Hóf €", ""))]


def test_a_letter_on_the_border_between_two_blocks_is_read():
    for size in range(32 * 1024 - 40, 32 * 1024 - 20):
        lines = "\n".join(["Kenteken;Eigenaar", "1;" + "x" * size, "2;é€ë😀"])

        assert rows(lines.encode())[1] == (3, ("2", "é€ë😀", ""))


def test_an_order_of_its_own_and_missing_columns_are_put_right():
    read = table(b"Plaats;Kenteken;Eigenaar\nEde;1;Jan\n")

    assert read.header.is_reordered
    assert list(read) == [(2, ("1", "Jan", "Ede"))]


def test_the_sep_line_is_obeyed():
    assert rows(b"sep=,\r\nKenteken,Eigenaar\r\n1,a;b\r\n") == [(3, ("1", "a;b", ""))]
    assert rows(b"\xef\xbb\xbfSEP=;\nKenteken;Eigenaar\n1;a\n") == [(3, ("1", "a", ""))]
    assert rows(b'"sep=;"\nKenteken;Eigenaar\n1;a\n') == [(3, ("1", "a", ""))]
    assert rows(b"sep=^\nKenteken^Eigenaar\n1^a\n") == [(3, ("1", "a", ""))]
    assert rows(b"sep=\t\nKenteken\tEigenaar\n1\ta\n") == [(3, ("1", "a", ""))]
    # It says comma, and then the names are not to be found.
    assert refusal(b"sep=,\nKenteken;Eigenaar\n1;a\n") == ("COLUMN_MISSING", 2)


def test_blank_lines_count_as_lines_and_not_as_rows():
    content = b"\r\n;;\r\nKenteken;Eigenaar;Plaats\r\n\r\n1;a;b\r\n;;\r\n ;\xc2\xa0;\t\r\n2;a;b\r\n\r\n"

    assert rows(content) == [(5, ("1", "a", "b")), (8, ("2", "a", "b"))]


def test_mixed_line_ends_are_counted_as_editors_count_them():
    content = b"Kenteken;Eigenaar\r1;a\n2;b\r\n3;c\n\r4;d\r\r\n5;e"

    assert [line for line, _cells in rows(content)] == [2, 3, 4, 6, 8]


def test_other_separators_of_unicode_do_not_end_a_line():
    content = "Kenteken;Eigenaar\n1;a\x0bb\x0cc\x1cd\x85e\u2028f\n".encode()

    assert rows(content) == [(2, ("1", "a\x0bb\x0cc\x1cd\x85e\u2028f", ""))]


def test_quotes():
    content = b'"Kenteken";"Eigenaar"\n"1";"Jan ""de"" ;x"\n2;24" wiel\n"";""\n'

    assert rows(content) == [(2, ("1", 'Jan "de" ;x', "")), (3, ("2", '24" wiel', ""))]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (['1;"Jan', "2;b", "3;c"], ("UNCLOSED_QUOTE", 2)),
        (["1;a", '2;"Jan', '3;"c"', "4;d"], ("UNCLOSED_QUOTE", 3)),
        (["1;a", '2;"Jan', '3;c"', "4;d"], ("UNCLOSED_QUOTE", 3)),
        (["1;a", '2;"Jan'], ("UNCLOSED_QUOTE", 3)),
        (["1;a", '2;"'], ("UNCLOSED_QUOTE", 3)),
        (["1;a", '"2;b'] + ["3;c"] * 9_000, ("UNCLOSED_QUOTE", 3)),
        (["1;a", '2;"Jan"sen'], ("QUOTE_MISPLACED", 3)),
        (["1;a", '2;"Jan" '], ("QUOTE_MISPLACED", 3)),
        (["1;a", "", '2;"b";"c', "3;d"], ("UNCLOSED_QUOTE", 4)),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_an_open_quote_refuses_the_file_and_names_its_line(lines, expected, end):
    assert refusal(end.join(["Kenteken;Eigenaar", *lines]).encode()) == expected


def test_an_open_quote_in_the_header_is_found_too():
    assert refusal(b'Kenteken;"Eigenaar\n1;a\n') == ("UNCLOSED_QUOTE", 1)


def test_our_own_exports_may_have_line_ends_in_cells():
    content = b'Kenteken;Eigenaar\n1;"a\r\nb\rc"\n2;d\n'

    assert rows(content, lines_in_cells=True) == [(2, ("1", "a\r\nb\rc", "")), (5, ("2", "d", ""))]


def test_wrong_numbers_of_cells_are_handed_out_as_such():
    content = b"Kenteken;Eigenaar;Plaats\n1;a\n2;a;b;c;d\n3;a;b\n4;a;b;\n"

    assert rows(content) == [
        (2, WrongCells(2, 3, ("1", "a", ""))),
        (3, WrongCells(5, 3, ("2", "a", "b c d"))),
        (4, ("3", "a", "b")),
        (5, WrongCells(4, 3, ("4", "a", "b"))),
    ]


def test_empty_cells_behind_the_header_allow_empty_cells_behind_the_lines():
    content = b"Kenteken;Eigenaar;;\n1;a;;\n2;a;;x\n3;a\n4;a;;;\n"

    assert rows(content) == [
        (2, ("1", "a", "")),
        (3, WrongCells(4, 2, ("2", "a", "x"))),
        (4, ("3", "a", "")),
        (5, WrongCells(5, 2, ("4", "a", ""))),
    ]


def test_apostrophes_in_front_of_formulas_go_and_others_stay():
    content = b"Kenteken;Eigenaar\n1;'=1+1\n2;'t Hart\n3;''=1\n4;'\n"

    assert [cells[1] for _line, cells in rows(content)] == ["=1+1", "'t Hart", "'=1", "'"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ("FILE_EMPTY", None)),
        (b"\xef\xbb\xbf", ("FILE_EMPTY", None)),
        (b"\xff\xfe", ("FILE_EMPTY", None)),
        (b" \r\n\t\n", ("FILE_EMPTY", None)),
        (b";;;\n;;;\n", ("FILE_EMPTY", None)),
        (b"sep=;\n", ("FILE_EMPTY", None)),
        (b"Kenteken;Eigenaar", ("HEADER_ONLY", None)),
        (b"Kenteken;Eigenaar\r\n;\r\n\r\n", ("HEADER_ONLY", None)),
        (b"Kenteken;Eigenaar\n1;a\n2;b\0\n", ("NUL_BYTE", 3)),
        (b"Kenteken;Eigenaar\r\n1;\xe9\r\n2;\x81\r\n", ("UNDEFINED_BYTE", 3)),
        (b"\xef\xbb\xbfKenteken;Eigenaar\n1;a\n2;\xe9\n", ("BAD_ENCODING", 3)),
        ("Kenteken;Eigenaar\n1;a\n2;b\0\n".encode("utf-16"), ("NUL_BYTE", 3)),
        ("Kenteken;Eigenaar\n1;a\n".encode("utf-32"), ("NUL_BYTE", 1)),
        (b"%PDF-1.7\n", ("TYPE_PDF", None)),
        (b"\x1f\x8b\x08", ("TYPE_OTHER", None)),
        (b"<html><table>", ("TYPE_OTHER", None)),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, ("TYPE_XLS", None)),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 65_000 + "EncryptedPackage".encode("utf-16-le"),
            ("TYPE_ENCRYPTED", None),
        ),
    ],
)
def test_what_is_no_list_is_refused(content, expected):
    assert refusal(content) == expected


def test_limits():
    content = b"Kenteken;Eigenaar\n1;a\n\n2;b\n3;c\n"

    assert len(rows(content, Limits(rows=3))) == 3
    assert refusal(content, Limits(rows=2)) == ("TOO_MANY_ROWS", 5)
    assert refusal(content, Limits(file_bytes=len(content) - 1)) == ("FILE_TOO_LARGE", None)
    assert refusal(b"Kenteken;Eigenaar\n1;12345\n", Limits(cell_bytes=4)) == ("CELL_TOO_LONG", 2)
    assert refusal("Kenteken;Eigenaar\n1;éé\n".encode(), Limits(cell_bytes=3)) == ("CELL_TOO_LONG", 2)


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_a_line_may_be_64_kib_and_a_cell_64_kb(end):
    def content(length):
        return end.join(
            [b"Kenteken;Eigenaar", b"1;" + b"x" * 1_000, b"2;b" + b" " * (length - 3), b"3;c", b""]
        )

    assert len(rows(content(60_000))) == 3
    assert refusal(content(65_536)) == ("CELL_TOO_LONG", 3)
    assert refusal(content(65_537)) == ("LINE_TOO_LONG", 3)
    assert refusal(content(300_000)) == ("LINE_TOO_LONG", 3)
    two_cells = end.join([b"Kenteken;Eigenaar", b"a" * 32_767 + b";" + b"b" * 32_768, b""])
    assert len(rows(two_cells)) == 1


def test_files_uploads_and_pipes_can_be_read_and_read_again(tmp_path):
    content = b"Kenteken;Eigenaar\n1;a\n"
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    read_end, write_end = os.pipe()
    os.write(write_end, content)
    os.close(write_end)

    with os.fdopen(read_end, "rb") as pipe:
        for source in (path, str(path), SimpleUploadedFile("list.csv", content), io.BytesIO(content), pipe):
            with read_table(source, CARS) as read:
                assert list(read) == [(2, ("1", "a", ""))]
                assert list(read) == [(2, ("1", "a", ""))]


def test_a_stream_of_somebody_else_stays_open():
    stream = io.BytesIO(b"Kenteken;Eigenaar\n1;a\n")

    with read_table(stream, CARS) as read:
        next(iter(read))

    assert not stream.closed
