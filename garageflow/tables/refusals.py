from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from garageflow.errors import DomainError

# Stable codes: they are stored, and printed by commands.
FILE_TOO_LARGE = "FILE_TOO_LARGE"
FILE_EMPTY = "FILE_EMPTY"
HEADER_ONLY = "HEADER_ONLY"
TOO_MANY_ROWS = "TOO_MANY_ROWS"
LINE_TOO_LONG = "LINE_TOO_LONG"
CELL_TOO_LONG = "CELL_TOO_LONG"
NUL_BYTE = "NUL_BYTE"
UNDEFINED_BYTE = "UNDEFINED_BYTE"
BAD_ENCODING = "BAD_ENCODING"
UNCLOSED_QUOTE = "UNCLOSED_QUOTE"
QUOTE_MISPLACED = "QUOTE_MISPLACED"
COLUMN_MISSING = "COLUMN_MISSING"
COLUMN_UNKNOWN = "COLUMN_UNKNOWN"
COLUMN_DOUBLED = "COLUMN_DOUBLED"
TYPE_XLS = "TYPE_XLS"
TYPE_ODS = "TYPE_ODS"
TYPE_ZIP = "TYPE_ZIP"
TYPE_PDF = "TYPE_PDF"
TYPE_ENCRYPTED = "TYPE_ENCRYPTED"
TYPE_OTHER = "TYPE_OTHER"
XLSX_DAMAGED = "XLSX_DAMAGED"
XLSX_UNPACKED_TOO_LARGE = "XLSX_UNPACKED_TOO_LARGE"
SHEET_TOO_LARGE = "SHEET_TOO_LARGE"

_NAMES_SHOWN = 12
_NAME_LENGTH = 40


class FileRefused(DomainError):
    """The whole file is refused; nothing of it may be stored.

    `code` is stable, the message is in the language that is active now, `line` is the line of the file (for a
    workbook the row) where that can be said. A form shows it beside its field `file`.
    """

    field = "file"

    def __init__(self, code: str, line: int | None = None, message: str = "") -> None:
        text = message or _message(code)
        if line is not None:
            text = _("Line %(line)s: %(message)s") % {"line": line, "message": text}
        super().__init__(text)
        self.code = code
        self.line = line


def columns_refused(
    missing: Sequence[str], unknown: Sequence[str], doubled: Sequence[str], line: int
) -> FileRefused:
    """One refusal that names every column that is missing, unknown or there twice."""
    parts = []
    if missing:
        parts.append(_("Missing columns: %(names)s.") % {"names": _listed(missing)})
    if unknown:
        parts.append(_("Unknown columns: %(names)s.") % {"names": _listed(unknown)})
    if doubled:
        parts.append(_("Columns that are there twice: %(names)s.") % {"names": _listed(doubled)})
    code = COLUMN_MISSING if missing else COLUMN_UNKNOWN if unknown else COLUMN_DOUBLED
    return FileRefused(code, line, " ".join(parts))


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(
        (name if len(name) <= _NAME_LENGTH else name[:_NAME_LENGTH] + "…") or _("(without a name)")
        for name in names[:_NAMES_SHOWN]
    )
    more = len(names) - _NAMES_SHOWN
    if more > 0:
        shown += " " + ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more}
    return shown


def _message(code: str) -> str:
    # A function, not a table of constants: the texts are translated at the moment of the refusal.
    return {
        FILE_TOO_LARGE: _("The file is too large."),
        FILE_EMPTY: _("The file is empty."),
        HEADER_ONLY: _("The file has column names, but no lines below them."),
        TOO_MANY_ROWS: _("The file has too many lines. Divide it over several files."),
        LINE_TOO_LONG: _("This line is too long. It may be a file of another kind."),
        CELL_TOO_LONG: _("A cell on this line is too long."),
        NUL_BYTE: _("The file holds zero bytes, so it is not a list as Excel saves it."),
        UNDEFINED_BYTE: _("The file holds characters that cannot be read. Save it again as “CSV UTF-8”."),
        BAD_ENCODING: _("The characters of the file are damaged. Save it again as “CSV UTF-8”."),
        UNCLOSED_QUOTE: _("A quotation mark opens here and is not closed on the same line."),
        QUOTE_MISPLACED: _("There is text after a closing quotation mark."),
        TYPE_XLS: _("This is an old Excel workbook (.xls). Save it as CSV or as an Excel workbook (.xlsx)."),
        TYPE_ODS: _("This is an OpenDocument file. Save it as CSV or as an Excel workbook (.xlsx)."),
        TYPE_ZIP: _("This is a compressed file, not a list. Unpack it first."),
        TYPE_PDF: _("This is a PDF, not a list. Save the list as CSV or as an Excel workbook (.xlsx)."),
        TYPE_ENCRYPTED: _("This file is protected by a password. Save it without a password."),
        TYPE_OTHER: _("This is not a list. Save it as CSV or as an Excel workbook (.xlsx)."),
        XLSX_DAMAGED: _("This Excel workbook is damaged. Save it again, or save it as CSV."),
        XLSX_UNPACKED_TOO_LARGE: _("This Excel workbook is too large once unpacked. Save it as CSV."),
        SHEET_TOO_LARGE: _(
            "This Excel workbook holds too much. Save the list on its own, or save it as CSV."
        ),
    }[code]
