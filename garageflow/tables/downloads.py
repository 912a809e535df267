from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from garageflow.tables.writing import Value, write_csv, write_xlsx

_CSV_TYPE = "text/csv; charset=utf-8"
_XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_download(name: str, header: Sequence[str], rows: Iterable[Sequence[Value]]) -> HttpResponse:
    """The whole file: nothing is read any more once the view has returned. `name` without an ending."""
    content = io.BytesIO()
    write_csv(content, header, rows)
    return _download(content, f"{safe_name(name)}.csv", _CSV_TYPE)


def xlsx_download(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Value]], *, as_text: bool = False
) -> HttpResponse:
    content = io.BytesIO()
    write_xlsx(content, header, rows, as_text=as_text)
    return _download(content, f"{safe_name(name)}.xlsx", _XLSX_TYPE)


def safe_name(name: str) -> str:
    """A file name that no system and no header reads as anything else."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_-]+", "-", plain).strip("-")[:80] or "export"


def _download(content: io.BytesIO, file_name: str, content_type: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=file_name)
    response = HttpResponse(content.getvalue(), content_type=content_type)
    response["Content-Disposition"] = disposition or "attachment"
    return response
