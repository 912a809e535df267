"""Lists that nobody should send, each with what must become of it."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from tests.tables.workbooks import HEADER as SHEET_HEADER
from tests.tables.workbooks import package, with_false_size, workbook

HEADER = b"Kenteken;Voornaam;Achternaam;Email adres;Straat;Huisnummer;Postcode;Woonplaats\r\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Nasty:
    name: str
    # A function where the content is large, so that it is made when it is needed.
    made_of: bytes | Callable[[], bytes]
    # (code, line) of the refused file, or (accepted, warned, refused) lines of one that is read.
    expected: tuple[str, int | None] | tuple[int, int, int]

    @property
    def content(self) -> bytes:
        return self.made_of() if callable(self.made_of) else self.made_of


def line(number: int, **changes: str) -> bytes:
    """A good line; every number has another plate."""
    letters = "BDFGHJKLNPRSTVXZ"
    first, second = letters[number // 100 % 16], letters[number // 1_600 % 16]
    cells = {
        "plate": f"{number % 100:02d}-{first}{second}G-{number // 25_600 % 10}",
        "first_name": "Jan",
        "last_name": "Jansen",
        "email": f"jan{number}@example.com",
        "street": "Kerkstraat",
        "house_number": "12",
        "postcode": "1234 AB",
        "city": "Ede",
        **changes,
    }
    return ";".join(cells.values()).encode() + b"\r\n"


def lines(count: int) -> bytes:
    return b"".join(line(number) for number in range(count))


GOOD = HEADER + lines(3)


def _quotes() -> list[Nasty]:
    open_quote = b'12-AB-34;"Jan;x;a@b.nl;;;;\r\n'
    return [
        Nasty("open quote, 9,000 lines behind it", HEADER + open_quote + lines(9_000), ("UNCLOSED_QUOTE", 2)),
        Nasty("open quote in the last line", GOOD + open_quote[:-2], ("UNCLOSED_QUOTE", 5)),
        Nasty("open quote that a later line closes", GOOD + open_quote + lines(5) + b'2;Jan";x;;;;;\r\n',
              ("UNCLOSED_QUOTE", 5)),
        Nasty("two lines in one cell", GOOD + line(4, city='"E\nde"'), ("UNCLOSED_QUOTE", 5)),
        Nasty("a quote and nothing else", HEADER + b'"', ("UNCLOSED_QUOTE", 2)),
        Nasty("5 MB of quotes and line ends", HEADER + b'"\n' * 2_000_000, ("UNCLOSED_QUOTE", 2)),
        Nasty("open quote in the header", b'"' + GOOD, ("UNCLOSED_QUOTE", 1)),
        Nasty("text behind a closing quote", GOOD + line(4, city='"E"de'), ("QUOTE_MISPLACED", 5)),
        Nasty("a quote inside a cell is a letter", GOOD + line(4, last_name='Jan"sen'), (4, 0, 0)),
        Nasty("60,000 quotes make one cell of quotes", GOOD + b'"' * 60_000 + b"\r\n", (3, 0, 1)),
    ]  # fmt: skip


def _bytes() -> list[Nasty]:
    text = GOOD.decode()
    utf_16 = text.replace(";", "\t").encode("utf-16")
    accents = line(4, last_name="a" + "\u0301" * 1_000)
    return [
        Nasty("NUL in a cell", GOOD + line(4, city="E\0de"), ("NUL_BYTE", 5)),
        Nasty("5 MB of NUL", bytes(5_000_000), ("NUL_BYTE", 1)),
        Nasty("UTF-16 as Excel writes it", utf_16, (3, 0, 0)),
        Nasty("UTF-16, big end first", b"\xfe\xff" + text.encode("utf-16-be"), (3, 0, 0)),
        Nasty("UTF-16 without a mark", text.encode("utf-16-le"), ("NUL_BYTE", 1)),
        Nasty("UTF-16, half a letter at the end", utf_16 + b"a", ("BAD_ENCODING", 5)),
        Nasty("UTF-16 with half a pair", utf_16 + b"\x00\xd8a\x00", ("BAD_ENCODING", 5)),
        Nasty("UTF-16 with a NUL", (text + "a\0").encode("utf-16"), ("NUL_BYTE", 5)),
        Nasty("UTF-32", text.encode("utf-32"), ("NUL_BYTE", 1)),
        Nasty("two marks of UTF-8", b"\xef\xbb\xbf\xef\xbb\xbf" + GOOD, (3, 0, 0)),
        Nasty("two marks and quotes", b"\xef\xbb\xbf\xef\xbb\xbf" + b'"Kenteken"' + GOOD[8:], (3, 0, 0)),
        Nasty("a mark in the middle", GOOD + b"\xef\xbb\xbf" + line(4), (4, 0, 0)),
        Nasty("a mark and nothing else", b"\xef\xbb\xbf", ("FILE_EMPTY", None)),
        Nasty("Windows-1252", GOOD + line(4, last_name="Zoë €").decode().encode("cp1252"), (4, 0, 0)),
        Nasty("a byte that Windows-1252 has not", GOOD + b"\x81;\xe9;;;;;;\r\n", ("UNDEFINED_BYTE", 5)),
        Nasty("marked as UTF-8, and is not", b"\xef\xbb\xbf" + GOOD + b"\xe9", ("BAD_ENCODING", 5)),
        Nasty("UTF-8 cut off in a letter is Windows-1252", GOOD + line(4, city="Genève")[:-5], (4, 0, 0)),
        Nasty("letters damaged before", GOOD + line(4, last_name="ZoÃ«", city="\ufffd"), (4, 1, 0)),
        Nasty("bell, escape and backspace", GOOD + line(4, last_name="\x07\x1b[2J\x08Jan"), (4, 1, 0)),
        Nasty("text that turns around", GOOD + line(4, last_name="\u202enesnaJ\u2066"), (4, 0, 0)),
        Nasty("a thousand accents on one letter", GOOD + accents, (3, 0, 1)),
        Nasty("end of file as DOS wrote it", GOOD + b"\x1a", (3, 0, 1)),
    ]  # fmt: skip


def _lines() -> list[Nasty]:
    endings = line(4)[:-2] + b"\n" + line(5)[:-2] + b"\r" + line(6)[:-2]
    broken = (
        line(4, plate="?") + line(5, last_name=" ") + line(6, email="") + line(7, plate="3-mei") + b"1;2\r\n"
        + line(8, email="jan") + line(9, house_number="3-mei", postcode="x") + line(10, plate="12-mrt-03")
    )  # fmt: skip
    return [
        Nasty("empty", b"", ("FILE_EMPTY", None)),
        Nasty("spaces", b" \t\r\n" * 1_000, ("FILE_EMPTY", None)),
        Nasty("delimiters only", b";;;;;;;\r\n" * 1_000, ("FILE_EMPTY", None)),
        Nasty("header only", HEADER, ("HEADER_ONLY", None)),
        Nasty("header and 2.4 million blank lines", HEADER + b"\r\n" * 2_400_000, ("HEADER_ONLY", None)),
        Nasty("mixed line ends", GOOD + endings, (6, 0, 0)),
        Nasty("line ends of an old Mac", GOOD.replace(b"\r\n", b"\r"), (3, 0, 0)),
        Nasty("line ends written twice", GOOD.replace(b"\r\n", b"\r\r\n"), (3, 0, 0)),
        Nasty("line ends the wrong way round", GOOD.replace(b"\r\n", b"\n\r"), (3, 0, 0)),
        Nasty("a line of 65,537 bytes", GOOD + b"x" * 65_537 + b"\r\n", ("LINE_TOO_LONG", 5)),
        Nasty("a cell of 64,001 bytes", GOOD + line(4, city="x" * 64_001), ("CELL_TOO_LONG", 5)),
        Nasty("a cell of 60,000 letters", GOOD + line(4, city="x" * 60_000), (3, 0, 1)),
        Nasty("one line too many", HEADER + lines(10_001), ("TOO_MANY_ROWS", 10_002)),
        Nasty("as many lines as may be", HEADER + b"\r\n" + lines(10_000) + b";;\r\n", (10_000, 0, 0)),
        Nasty("one byte too many", HEADER.ljust(5_000_001), ("FILE_TOO_LARGE", None)),
        Nasty("formulas and scripts are text", GOOD + line(4, last_name="=cmd|' /C calc'!A0", city="<script>")
              + line(5, last_name="'+1", street="@SUM(A1)"), (5, 0, 0)),
        Nasty("every rule broken", GOOD + broken, (6, 3, 5)),
    ]  # fmt: skip


def _columns() -> list[Nasty]:
    wide = b";".join(b"c%d" % number for number in range(10_000))
    return [
        Nasty("10,000 unknown columns", HEADER[:-2] + b";" + wide + b"\r\n" + line(1), ("COLUMN_UNKNOWN", 1)),
        Nasty("10,000 empty columns", HEADER[:-2] + b";" * 9_992 + b"\r\n" + lines(2), (2, 0, 0)),
        Nasty("a line of 10,000 cells", GOOD + wide + b"\r\n", (3, 0, 1)),
        Nasty("a line of 60,000 empty cells", GOOD + b";" * 60_000 + b"x\r\n", (3, 0, 1)),
        Nasty("5 MB of delimiters", HEADER + b";" * 4_900_000, ("LINE_TOO_LONG", 2)),
        Nasty("a column twice", HEADER.replace(b"Voornaam", b"kenteken") + line(1), ("COLUMN_DOUBLED", 1)),
        Nasty("a column without a name", HEADER.replace(b"Voornaam", b"") + line(1), ("COLUMN_UNKNOWN", 1)),
        Nasty("no header", lines(3), ("COLUMN_MISSING", 1)),
        Nasty("sep= names another delimiter", b"sep=,\r\n" + GOOD, ("COLUMN_MISSING", 2)),
        Nasty("sep= as Excel wants it", b"sep=;\r\n" + GOOD, (3, 0, 0)),
    ]


def _types() -> list[Nasty]:
    encrypted = OLE + b"\0" * 2_000 + "EncryptedPackage".encode("utf-16-le")
    ods = package(SHEET_HEADER, files={"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})
    nested = _zip({"a.zip": _zip({"b.zip": _zip({"c": bytes(9_000_000)})})})
    many = _zip({str(number): b"" for number in range(20_000)})
    return [
        Nasty("xls", OLE + b"\0" * 2_000, ("TYPE_XLS", None)),
        Nasty("xlsx with a password", encrypted, ("TYPE_ENCRYPTED", None)),
        Nasty("ods", ods, ("TYPE_ODS", None)),
        Nasty("zip", _zip({"list.csv": GOOD}), ("TYPE_ZIP", None)),
        Nasty("zip in zip in zip", nested, ("TYPE_ZIP", None)),
        Nasty("empty zip", _zip({}), ("TYPE_ZIP", None)),
        Nasty("zip of 20,000 files", many, ("TYPE_ZIP", None)),
        Nasty("pdf", b"%PDF-1.7\n" + GOOD, ("TYPE_PDF", None)),
        Nasty("gzip", gzip.compress(GOOD), ("TYPE_OTHER", None)),
        Nasty("web page called xls", b"<html><table><tr><td>Kenteken", ("TYPE_OTHER", None)),
        Nasty("png", b"\x89PNG\r\n\x1a\n" + bytes(100), ("TYPE_OTHER", None)),
    ]


def nasty_workbooks() -> list[Nasty]:
    def sheet(data: str, repeated: str = "", times: int = 0, end: str = "") -> Callable[[], bytes]:
        return lambda: package(data + repeated * times + end)

    def texts(start: str, repeated: str, times: int, end: str = "") -> Callable[[], bytes]:
        return lambda: package(SHEET_HEADER, texts=start + repeated * times + end)

    def parts(**files: str) -> Callable[[], bytes]:
        names = {
            "workbook": "xl/workbook.xml",
            "sheet": "xl/worksheets/sheet1.xml",
            "picture": "xl/media/a.png",
        }
        return lambda: package(SHEET_HEADER, files={names[name]: content for name, content in files.items()})

    def liar() -> bytes:
        return with_false_size(package(SHEET_HEADER + " " * 60_000_000), "xl/worksheets/sheet1.xml", 999)

    def list_of(count: int) -> Callable[[], bytes]:
        rows = [line(number).decode().strip().split(";") for number in range(count)]
        return lambda: workbook([HEADER.decode().strip().split(";"), *rows])

    long_cell = '<row><c t="inlineStr"><is><t>'
    far_away = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    too_large = ("SHEET_TOO_LARGE", None)
    unpacked = ("XLSX_UNPACKED_TOO_LARGE", None)
    return [
        Nasty("workbook", list_of(3), (3, 0, 0)),
        Nasty("a full workbook", list_of(10_000), (10_000, 0, 0)),
        Nasty("a row too many", list_of(10_001), ("TOO_MANY_ROWS", 10_002)),
        Nasty("a workbook cut in half", lambda: list_of(100)()[:3_000], ("XLSX_DAMAGED", None)),
        Nasty("bomb of spaces", sheet(SHEET_HEADER, " ", 60_000_000), unpacked),
        Nasty("bomb that lies about its size", liar, unpacked),
        Nasty("bomb in a part that is not read", parts(picture=" " * 60_000_000), unpacked),
        Nasty("2.7 million texts", texts("", "<si><t>a</t></si>", 2_700_000), too_large),
        Nasty("one text of 49 MB", texts("<si><t>", "a", 49_000_000, "</t></si>"), ("CELL_TOO_LONG", None)),
        Nasty("cell of 64,001 letters", sheet(SHEET_HEADER + long_cell, "x", 64_001, "</t></is></c></row>"),
              ("CELL_TOO_LONG", 2)),
        Nasty("2.8 million cells in one row", sheet("<row>", "<c><v>1</v></c>", 2_800_000, "</row>"),
              ("SHEET_TOO_LARGE", 1)),
        Nasty("12 million tags", sheet(SHEET_HEADER, "<c/>", 12_000_000), too_large),
        Nasty("tags 15 million deep", sheet(SHEET_HEADER, "<a>", 15_000_000), too_large),
        Nasty("a comment of 48 MB", sheet("<!--", "a", 48_000_000, "-->"), too_large),
        Nasty("an attribute of 48 MB", sheet('<row><c r="', "A", 48_000_000, '"/></row>'), too_large),
        Nasty("a cell at the other end of the sheet", sheet(SHEET_HEADER + far_away),
              ("SHEET_TOO_LARGE", 1_048_576)),
        Nasty("a billion laughs", parts(sheet=_laughs()), ("XLSX_DAMAGED", None)),
        Nasty("60,000 sheets", parts(workbook=f"<a>{'<sheet/>' * 60_000}</a>"), too_large),
        Nasty("a workbook without a sheet", parts(workbook="<workbook/>"), ("TYPE_OTHER", None)),
    ]  # fmt: skip


def nasty_lists() -> list[Nasty]:
    return [*_quotes(), *_bytes(), *_lines(), *_columns(), *_types()]


def _zip(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _laughs() -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE a [<!ENTITY l0 "ha">{entities}]><a>&l9;</a>'
