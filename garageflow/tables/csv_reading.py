from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from garageflow.tables import refusals
from garageflow.tables.contract import Contract, HeaderMatch, match_header
from garageflow.tables.limits import Limits
from garageflow.tables.neutral import restored
from garageflow.tables.refusals import FileRefused
from garageflow.tables.rows import Rows, shaper
from garageflow.tables.text_files import TextFile

DELIMITERS = ";,\t|"
_SEP_LINE = re.compile(r"\"?sep=([^\w\s\"']|\t)\"?[\r\n]*", re.IGNORECASE)
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class CsvHeader:
    line: int
    delimiter: str
    match: HeaderMatch


def read_csv_header(file: TextFile, contract: Contract) -> CsvHeader:
    delimiters = DELIMITERS
    with _lines_of(file) as text:
        number = 0
        while line := text.readline():
            number += 1
            # Two byte order marks in a row occur where a program adds one to a file that has one.
            line = line.lstrip(_BOM) if number == 1 else line
            if number == 1 and (sep := _SEP_LINE.fullmatch(line)):
                delimiters = sep[1]
            elif line.strip(delimiters + ' "\t\r\n\u00a0'):
                delimiter, names = _split_header(line, delimiters, contract, number)
                return CsvHeader(number, delimiter, match_header(names, contract, number))
    raise FileRefused(refusals.FILE_EMPTY)


def read_csv_rows(file: TextFile, header: CsvHeader, limits: Limits, *, lines_in_cells: bool) -> Rows:
    """The data lines. Raises FileRefused as soon as it meets the cause: keep nothing before the end."""
    shaped = shaper(header.match)
    has_long_lines = file.longest_line > limits.cell_bytes
    rows_left = limits.rows
    start, last = header.line, header.line

    with _lines_of(file) as text:
        for _skipped in range(header.line):
            text.readline()
        # Iterator, reader and cells are made in C, without a step in Python per line.
        lines = iter(partial(text.readline, limits.line_bytes + 2), "")
        reader = csv.reader(lines, delimiter=header.delimiter, strict=True)
        try:
            for row in reader:
                start, last = last + 1, header.line + reader.line_num
                if last != start or has_long_lines:
                    _check_record(row, start, last, limits, lines_in_cells=lines_in_cells)
                if "'" in "".join(row):
                    row = [restored(cell) for cell in row]
                if (cells := shaped(row)) is not None:
                    rows_left -= 1
                    if rows_left < 0:
                        raise FileRefused(refusals.TOO_MANY_ROWS, start)
                    yield start, cells
        except csv.Error as error:
            raise _refusal_for(error, last + 1, header.line + reader.line_num) from error


@contextmanager
def _lines_of(file: TextFile) -> Iterator[io.TextIOWrapper]:
    file.stream.seek(0)
    # newline="": CR, LF and CR LF all end a line and stay as they are.
    text = io.TextIOWrapper(file.stream, encoding=file.codec, newline="")
    try:
        yield text
    finally:
        # Else the wrapper would close the stream, which is not ours.
        text.detach()


def _split_header(line: str, delimiters: str, contract: Contract, number: int) -> tuple[str, list[str]]:
    """The header itself is the best judge of the delimiter: the one that yields most known names."""
    readings = []
    failure: csv.Error | None = None
    for delimiter in delimiters:
        try:
            names = next(csv.reader([line], delimiter=delimiter, strict=True))
        except csv.Error as error:
            failure = failure or error
        else:
            readings.append((delimiter, [restored(name) for name in names]))
    best = max(
        readings, key=lambda reading: (contract.count_known(reading[1]), len(reading[1])), default=("", [])
    )
    if failure and not contract.count_known(best[1]):
        raise _refusal_for(failure, number, number)
    return best


def _check_record(row: list[str], start: int, last: int, limits: Limits, *, lines_in_cells: bool) -> None:
    # One unclosed quote swallowed 899 of 1,000 lines without an error in a trial, so a record may not go on
    # behind the end of its line. In our own exports it may.
    if last != start and not lines_in_cells:
        raise FileRefused(refusals.UNCLOSED_QUOTE, start)
    if any(len(cell.encode()) > limits.cell_bytes for cell in row):
        raise FileRefused(refusals.CELL_TOO_LONG, start)


def _refusal_for(error: csv.Error, start: int, reached: int) -> FileRefused:
    is_misplaced = reached == start and "expected after" in str(error)
    return FileRefused(refusals.QUOTE_MISPLACED if is_misplaced else refusals.UNCLOSED_QUOTE, start)
