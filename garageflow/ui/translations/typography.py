"""Translations as a printer would set them: translators type what their keyboard has."""

from __future__ import annotations

import re

_TAG = re.compile(r"(</?[a-zA-Z][^<>]*>)", re.DOTALL)
_NARROW = "\u202f"
# Before these marks, not inside 12:30 or https://.
_BEFORE = re.compile(r"(?<!^)[ \u00a0\u202f]*(?:([;?!»])(?!\w)|(:)(?=\s|$))")
_AFTER = re.compile(r"«[ \u00a0\u202f]*")


def typeset(text: str, language: str) -> str:
    """The text with typographic apostrophes and, in French, narrow no-break spaces; tags stay as they are."""
    return "".join(
        part if _TAG.fullmatch(part) else _typeset_words(part, language) for part in _TAG.split(text)
    )


def _typeset_words(text: str, language: str) -> str:
    text = text.replace("'", "’")
    if language != "fr":
        return text
    text = _BEFORE.sub(lambda mark: f"{_NARROW}{mark[1] or mark[2]}", text)
    return _AFTER.sub(f"«{_NARROW}", text)
