from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from types import TracebackType
from typing import IO, Any, Self

from autopaspoort.customer_list.contract import CUSTOMER_LIST
from autopaspoort.customer_list.lines import CheckedLine, check_line
from garageflow.tables.limits import Limits
from garageflow.tables.reading import Header, Table, read_table


class CustomerListReader:
    """The lines of a customer list, each checked. Iterate it as a whole before anything of it is kept:
    FileRefused can come with the last line."""

    def __init__(self, table: Table, garage_country: str) -> None:
        self._table = table
        self._garage_country = garage_country

    @property
    def header(self) -> Header:
        return self._table.header

    @property
    def facts(self) -> dict[str, Any]:
        """How the file was read, to keep and to show: strings, numbers and a list of column keys."""
        facts = self.header._asdict()
        return {**facts, "keys": list(self.header.keys)}

    def __iter__(self) -> Iterator[CheckedLine]:
        country = self._garage_country
        for line, cells in self._table:
            yield check_line(line, cells, country)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._table.close()


def read_customer_list(
    source: str | PathLike[str] | IO[bytes], garage_country: str, limits: Limits | None = None
) -> CustomerListReader:
    """Raises FileRefused for what can be known before the lines are read, the rest follows with the lines."""
    return CustomerListReader(read_table(source, CUSTOMER_LIST, limits), garage_country)
