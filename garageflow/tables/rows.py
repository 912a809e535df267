"""What a reader hands out: the cells of one line, in the order of the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from garageflow.tables.contract import HeaderMatch

# A workbook knows dates; they stay dates until somebody who knows the column has looked at them.
Cell: TypeAlias = str | date | datetime | time | timedelta
Cells: TypeAlias = tuple[Cell, ...]


class WrongCells(NamedTuple):
    """A line that has more or fewer cells than the header; `cells` is the best guess, without losing any."""

    found: int
    expected: int
    cells: Cells


# The number of the line in the file (of the row in the sheet) and its cells.
Row: TypeAlias = tuple[int, Cells | WrongCells]
Rows: TypeAlias = Iterator[Row]


def shaper(match: HeaderMatch) -> Callable[[list[Any]], Cells | WrongCells | None]:
    """Puts the cells of a line into the order of the contract; a column that is not there gets an empty one.

    None stands for a line with nothing but delimiters and spaces. The list that is given may be changed.
    """
    positions = [-1 if position is None else position for position in match.positions]
    # With one name itemgetter would hand out the cell itself.
    pick = itemgetter(*positions) if len(positions) > 1 else lambda row: (row[positions[0]],)
    # Excel writes empty cells behind the last name where a cell was coloured once: those need a closer look.
    plain_width = match.named_width if match.named_width == match.full_width else -1

    def shaped(row: list[Any]) -> Cells | WrongCells | None:
        if len(row) != plain_width:
            return uneven(row)
        first = row[0]
        if (not first or (type(first) is str and first.isspace())) and is_blank(row):
            return None
        # Position -1: the empty cell for columns that the file does not have.
        row.append("")
        return pick(row)

    def uneven(row: list[Any]) -> Cells | WrongCells | None:
        if is_blank(row):
            return None
        fits = match.named_width <= len(row) <= match.full_width
        if not fits or not is_blank(row[match.named_width :]):
            return WrongCells(len(row), match.named_width, _guessed(row, match))
        return pick([*row, ""])

    return shaped


def is_blank(row: Iterable[Cell]) -> bool:
    return not any(cell.strip() if isinstance(cell, str) else True for cell in row)


def text_of(cell: Cell) -> str:
    """A cell as text, for columns that expect text and for showing it again."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime) and cell.time() != time():
        return cell.strftime("%d-%m-%Y %H:%M:%S")
    if isinstance(cell, date):
        return f"{cell.day:02d}-{cell.month:02d}-{cell.year:04d}"
    return str(cell)


def _guessed(row: Sequence[Cell], match: HeaderMatch) -> Cells:
    cells: list[Cell] = [
        row[position] if position is not None and position < len(row) else "" for position in match.positions
    ]
    surplus = [text_of(cell) for cell in row[match.named_width :]]
    if any(surplus):
        cells[-1] = " ".join(filter(None, [text_of(cells[-1]), *surplus]))
    return tuple(cells)
