"""Setting what an e-mail says as text and as HTML, in the active language."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from garageflow.mail.registry import Content
from garageflow.tenancy.models import Garage


@dataclass(frozen=True, slots=True)
class Letter:
    text: str
    html: str


def set_letter(content: Content, *, garage: Garage | None, language: str) -> Letter:
    """`garage`: whose name stands on it; None for a message of the platform."""
    context = {
        "content": content,
        "garage": garage,
        "language": language,
        "colon": _colon(),
    }
    return Letter(
        text=render_to_string("mail/message.txt", context),
        html=render_to_string("mail/message.html", context),
    )


def _colon() -> str:
    """What stands between a label and its value in the active language, asked once and not for every line."""
    return (_("%(label)s: %(value)s") % {"label": "", "value": ""}).rstrip()
