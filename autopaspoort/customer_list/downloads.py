"""The template to fill in, and the lines that went wrong, to correct and upload again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from autopaspoort.customer_list.contract import CUSTOMER_LIST
from autopaspoort.customer_list.findings import message_of
from garageflow.tables.downloads import csv_download, xlsx_download
from garageflow.tables.writing import Value

_TEMPLATE_NAME = "klantenlijst"


def template_csv() -> HttpResponse:
    return csv_download(_TEMPLATE_NAME, CUSTOMER_LIST.template_headers, [])


def template_xlsx() -> HttpResponse:
    # As text, so that Excel leaves plates like 12-MRT-3 and house numbers like 3-5 alone.
    return xlsx_download(_TEMPLATE_NAME, CUSTOMER_LIST.template_headers, [], as_text=True)


def failed_lines_csv(
    name: str, lines: Iterable[tuple[int, Sequence[str], Sequence[Sequence[str]]]]
) -> HttpResponse:
    """`lines`: number, cells in the order of the contract, findings as (code, column, value)."""
    return csv_download(name, failed_headers(), map(_failed_row, lines))


def failed_lines_xlsx(
    name: str, lines: Iterable[tuple[int, Sequence[str], Sequence[Sequence[str]]]]
) -> HttpResponse:
    return xlsx_download(name, failed_headers(), map(_failed_row, lines), as_text=True)


def failed_headers() -> list[str]:
    """All columns of the contract, the two that the reader passes over at the end."""
    read = [column.header for column in CUSTOMER_LIST.read_columns]
    return read + [column.header for column in CUSTOMER_LIST.columns if column.ignored]


def _failed_row(line: tuple[int, Sequence[str], Sequence[Sequence[str]]]) -> list[Value]:
    number, cells, findings = line
    return [*cells, str(number), " ".join(message_of(finding[0]) for finding in findings)]
