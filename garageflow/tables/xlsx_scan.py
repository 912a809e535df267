"""A look through the first sheet and its texts, block by block, before calamine loads them as a whole."""

from __future__ import annotations

from garageflow.tables import refusals
from garageflow.tables.limits import Limits
from garageflow.tables.refusals import FileRefused
from garageflow.tables.xlsx_package import local_name, new_parser

# What calamine 0.9 takes, measured 2026-11-21: 31 bytes for each place in the rectangle around all cells, 40
# for each cell that has a value, 54 for each text besides its characters. A cell without a text of its own is
# about 60 bytes of XML.
_PLACE_BYTES = 31
_CELL_BYTES = 40
_CELL_MARKUP_BYTES = 60
_TEXT_BYTES = 54
# Lines that look full and turn out to be blank do not count, so the exact count comes later, while reading.
_BLANK_ROWS = 1_000
# Sheets are a handful of tags deep; the parser keeps a place for each that is open.
_DEPTH = 40


class Memory:
    """What is left for a sheet and its texts together."""

    def __init__(self, limits: Limits) -> None:
        self.left = limits.sheet_memory_bytes
        # An honest row of twelve cells is about 40 tags; each takes its time.
        self.tags_left = max(1_000_000, limits.rows * 100)


class _Scan:
    """Feed `parser` the part; raises FileRefused where it becomes too large."""

    def __init__(self, limits: Limits, memory: Memory) -> None:
        self.limits = limits
        self.memory = memory
        self.parser = new_parser()
        self.parser.StartElementHandler = self._opened
        self.parser.EndElementHandler = self._closed
        self._depth = 0

    def opened(self, tag: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def closed(self, tag: str) -> None:
        raise NotImplementedError

    def _opened(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self.memory.tags_left -= 1
        if self._depth > _DEPTH or self.memory.tags_left < 0:
            raise FileRefused(refusals.SHEET_TOO_LARGE)
        self.opened(local_name(tag), attributes)

    def _closed(self, tag: str) -> None:
        self._depth -= 1
        self.closed(local_name(tag))


class SheetScan(_Scan):
    def __init__(self, limits: Limits, memory: Memory) -> None:
        super().__init__(limits, memory)
        self._row = self._column = 0
        self._first_row = self._first_column = 1 << 30
        self._last_row = self._last_column = 0
        self._full_rows = 0
        self._last_full_row = 0
        self._cell_at = 0
        self._has_value = False
        self._columns: dict[str, int] = {}

    def opened(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._has_value = False
            self._cell_at = self.parser.CurrentByteIndex
            self._place(attributes.get("r"))
        elif tag in ("v", "is"):
            self._has_value = True
        elif tag == "row":
            self._row = _number(attributes.get("r"), self._row + 1)
            self._column = 0

    def closed(self, tag: str) -> None:
        if self._has_value and tag == "c":
            self._has_value = False
            self._count(self.parser.CurrentByteIndex - self._cell_at)

    def _place(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
            return
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = _column_number(letters)
        self._column = column
        self._row = _number(reference[len(letters) :], self._row)

    def _count(self, length: int) -> None:
        row = self._row
        if length > self.limits.cell_bytes:
            raise FileRefused(refusals.CELL_TOO_LONG, row)
        if row != self._last_full_row:
            self._last_full_row = row
            self._full_rows += 1
            if self._full_rows > self.limits.rows + 1 + _BLANK_ROWS:
                raise FileRefused(refusals.TOO_MANY_ROWS, row)
        self.memory.left -= _CELL_BYTES + max(0, length - _CELL_MARKUP_BYTES)
        self._first_row, self._last_row = min(self._first_row, row), max(self._last_row, row)
        self._first_column = min(self._first_column, self._column)
        self._last_column = max(self._last_column, self._column)
        places = (self._last_row - self._first_row + 1) * (self._last_column - self._first_column + 1)
        if places * _PLACE_BYTES > self.memory.left:
            raise FileRefused(refusals.SHEET_TOO_LARGE, row)


class TextScan(_Scan):
    """The texts that all sheets share."""

    def __init__(self, limits: Limits, memory: Memory) -> None:
        super().__init__(limits, memory)
        self._text_at = 0

    def opened(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "si":
            self._text_at = self.parser.CurrentByteIndex

    def closed(self, tag: str) -> None:
        if tag != "si":
            return
        length = self.parser.CurrentByteIndex - self._text_at
        if length > self.limits.cell_bytes:
            raise FileRefused(refusals.CELL_TOO_LONG)
        self.memory.left -= _TEXT_BYTES + length
        if self.memory.left < 0:
            raise FileRefused(refusals.SHEET_TOO_LARGE)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper()[:4]:
        number = number * 26 + ord(letter) - 64
    return max(number, 1)
