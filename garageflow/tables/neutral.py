"""Cells that a spreadsheet would run as a formula.

Excel, LibreOffice and Google Sheets execute a cell that begins with = + - @, TAB or CR, also after spaces
and in full-width form (OWASP, CSV Injection; symfony.com/cve-2021-41270, seen 2026-11-21). Such cells get an
apostrophe in front when we write and lose exactly that one when we read, so that what was exported comes back
as it was. To keep that true for texts that begin with apostrophes themselves, those in front of a formula
count as part of it.
"""

from __future__ import annotations

import re

_IS_DANGEROUS = re.compile(r"'*[ \u00a0\u2000-\u200b\u202f\u3000\ufeff]*[=+\-@\t\r\n＝＋－＠−﹢﹣﹦﹫]").match
_APOSTROPHE = "'"


def neutralised(cell: str) -> str:
    return _APOSTROPHE + cell if _IS_DANGEROUS(cell) else cell


def restored(cell: str) -> str:
    """The reverse of `neutralised`: `'s-Hertogenbosch` and `'t Hart` keep their apostrophe."""
    if cell.startswith(_APOSTROPHE) and _IS_DANGEROUS(cell, 1):
        return cell[1:]
    return cell
