"""What a table must look like: its columns, the names they may have, and how a header row is read."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from garageflow.tables.refusals import columns_refused


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    header: str
    # Other names under which files bring this column.
    aliases: tuple[str, ...] = ()
    required: bool = False
    # Read when it is there, but not in the template.
    optional: bool = False
    # Known, but not read: columns that our own downloads add.
    ignored: bool = False


@dataclass(frozen=True)
class Contract:
    columns: tuple[Column, ...]
    _by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name: dict[str, Column] = {}
        for column in self.columns:
            for name in (column.header, *column.aliases):
                if by_name.setdefault(fold_name(name), column) is not column:
                    raise ValueError(f"Two columns are called {name}.")
        object.__setattr__(self, "_by_name", by_name)

    @property
    def read_columns(self) -> tuple[Column, ...]:
        """The columns whose cells are handed out, in this order, whatever the order in the file."""
        return tuple(column for column in self.columns if not column.ignored)

    @property
    def template_headers(self) -> list[str]:
        return [column.header for column in self.read_columns if not column.optional]

    def header_of(self, key: str) -> str:
        return next((column.header for column in self.columns if column.key == key), "")

    def named(self, name: str) -> Column | None:
        return self._by_name.get(fold_name(name))

    def count_known(self, names: Sequence[str]) -> int:
        return len({column.key for name in names if (column := self.named(name))})


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    # Per column of `read_columns` its position in the file, None when the file does not have it.
    positions: tuple[int | None, ...]
    # Keys in the file's order, ignored columns left out.
    keys: tuple[str, ...]
    # Cells up to the last one with a name, and all of them: Excel writes empty ones behind the last name.
    named_width: int
    full_width: int
    # The names decide, but another order than that of the template is worth a notice.
    is_reordered: bool


def match_header(cells: Sequence[str], contract: Contract, line: int) -> HeaderMatch:
    """Raises FileRefused with all columns that are missing, unknown or there twice."""
    named_width = len(cells)
    while named_width and not fold_name(cells[named_width - 1]):
        named_width -= 1

    where: dict[str, int] = {}
    unknown: list[str] = []
    doubled: list[str] = []
    for position, name in enumerate(cells[:named_width]):
        column = contract.named(name)
        if column is None:
            unknown.append(" ".join(name.split()))
        elif column.key in where:
            doubled.append(column.header)
        else:
            where[column.key] = position
    missing = [column.header for column in contract.columns if column.required and column.key not in where]
    if missing or unknown or doubled:
        raise columns_refused(missing, unknown, list(dict.fromkeys(doubled)), line)

    template_order = [column.key for column in contract.read_columns if column.key in where]
    file_order = sorted(template_order, key=where.__getitem__)
    return HeaderMatch(
        positions=tuple(where.get(column.key) for column in contract.read_columns),
        keys=tuple(file_order),
        named_width=named_width,
        full_width=len(cells),
        is_reordered=file_order != template_order,
    )


def fold_name(name: str) -> str:
    """A column name as it is compared: without case, accents, invisible or superfluous characters."""
    decomposed = unicodedata.normalize("NFKD", name)
    kept = "".join(
        character for character in decomposed if unicodedata.category(character) not in ("Mn", "Cf")
    )
    return " ".join(kept.casefold().split())
