from __future__ import annotations

import tempfile
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

from garageflow.tables import refusals
from garageflow.tables.contract import Contract
from garageflow.tables.csv_reading import CsvHeader, read_csv_header, read_csv_rows
from garageflow.tables.file_types import CSV, size_of, type_of
from garageflow.tables.limits import Limits
from garageflow.tables.refusals import FileRefused
from garageflow.tables.rows import Row, Rows
from garageflow.tables.text_files import TextFile, inspect_text
from garageflow.tables.xlsx_reading import Sheet, open_sheet, read_sheet_rows

_COPY_BLOCK = 64 * 1024


class Header(NamedTuple):
    """How the file was read."""

    file_type: str  # "csv" or "xlsx"
    encoding: str  # "utf-8", "utf-8-sig", "utf-16" or "windows-1252"; empty for a workbook
    delimiter: str  # empty for a workbook
    line: int
    keys: tuple[str, ...]  # the columns in the file's order
    is_reordered: bool  # other order than the contract: accepted, with a notice


class Table:
    """A table whose kind, encoding and header are known to be right; iterating reads its data lines.

    Every pass reads the file again and hands out (number of the line, cells in the order of the contract), or
    WrongCells in their place. It raises FileRefused at the line that makes the file unreadable and, at the
    end, when there were no data lines: keep nothing of a pass that did not end by itself.
    """

    def __init__(
        self,
        stream: IO[bytes],
        contract: Contract,
        limits: Limits,
        *,
        lines_in_cells: bool = False,
        owns_stream: bool = False,
    ) -> None:
        self._stream = stream
        self._limits = limits
        self._lines_in_cells = lines_in_cells
        self._owns_stream = owns_stream
        self._text: tuple[TextFile, CsvHeader] | None = None
        self._sheet: Sheet | None = None
        try:
            self.header = self._read_header(contract)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._text and self._text[0].stream is not self._stream:
            self._text[0].stream.close()
        if self._owns_stream:
            self._stream.close()

    def __iter__(self) -> Iterator[Row]:
        rows = self._rows()
        first = next(rows, None)
        if first is None:
            raise FileRefused(refusals.HEADER_ONLY)
        yield first
        yield from rows

    def _read_header(self, contract: Contract) -> Header:
        if size_of(self._stream) > self._limits.file_bytes:
            raise FileRefused(refusals.FILE_TOO_LARGE)
        if type_of(self._stream) == CSV:
            text = inspect_text(self._stream, self._limits)
            header = read_csv_header(text, contract)
            self._text = text, header
            return Header(
                "csv",
                text.encoding,
                header.delimiter,
                header.line,
                header.match.keys,
                header.match.is_reordered,
            )
        self._sheet = sheet = open_sheet(self._stream, contract, self._limits)
        return Header("xlsx", "", "", sheet.line, sheet.match.keys, sheet.match.is_reordered)

    def _rows(self) -> Rows:
        if self._text:
            text, header = self._text
            return read_csv_rows(text, header, self._limits, lines_in_cells=self._lines_in_cells)
        assert self._sheet
        return read_sheet_rows(self._sheet, self._limits)


def read_table(
    source: str | PathLike[str] | IO[bytes],
    contract: Contract,
    limits: Limits | None = None,
    *,
    lines_in_cells: bool = False,
) -> Table:
    """Open a CSV or XLSX file. Raises FileRefused for what can be known before the data lines are read.

    A stream stays open and belongs to the caller; one that cannot seek is copied, up to the limit.
    `lines_in_cells` lets a quoted cell hold line ends: for our own exports, never for lists of users.
    """
    limits = limits or Limits()
    if isinstance(source, (str, PathLike)):
        stream = Path(source).open("rb")  # noqa: SIM115 - closed by the Table
        return Table(stream, contract, limits, lines_in_cells=lines_in_cells, owns_stream=True)
    if not source.seekable():
        copy = _seekable_copy(source, limits)
        return Table(copy, contract, limits, lines_in_cells=lines_in_cells, owns_stream=True)
    return Table(source, contract, limits, lines_in_cells=lines_in_cells)


def _seekable_copy(source: IO[bytes], limits: Limits) -> IO[bytes]:
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the Table
    left = limits.file_bytes + 1
    while left > 0 and (block := source.read(min(_COPY_BLOCK, left))):
        copy.write(block)
        left -= len(block)
    return copy
