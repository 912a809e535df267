"""HTML made in Python, for what stands in every row of a list."""

from __future__ import annotations

from html import escape

from django.utils.safestring import SafeString, mark_safe


def markup(template: str, *values: object) -> SafeString:
    """Django's format_html() in a third of its time: every value that is not safe is escaped.

    Most of that time went into asking each value whether it is lazy; here str() takes lazy ones too.
    """
    return mark_safe(  # noqa: S308 - what is not safe is escaped
        template.format(*[value if isinstance(value, SafeString) else escape(str(value)) for value in values])
    )
