"""The forms of a page as a browser would send them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_NOT_ASKED_FOR = ("id", "pk", "garage", "garage_id")

Attributes = list[tuple[str, str | None]]


@dataclass(slots=True)
class Form:
    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    # Fields whose values are numbers, in which a key could stand.
    keys: set[str] = field(default_factory=set)

    def add(self, name: str, value: str, *, is_sent: bool = True) -> None:
        if value.isdecimal():
            self.keys.add(name)
        if is_sent:
            self.values.setdefault(name, []).append(value)


def forms_of(html: str) -> list[Form]:
    parser = _Parser()
    parser.feed(html)
    return parser.forms


def with_key_replaced(form: Form, key: str) -> Iterator[dict[str, list[str]]]:
    """What would be sent with another key in one field after the other, and in fields nobody asked for."""
    for name in sorted(form.keys):
        yield {**form.values, name: [key]}
    if form.method == "post":
        yield {**form.values, **{name: [key] for name in _NOT_ASKED_FOR}}


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = self._textarea = ""

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = values.get("action") or values.get("hx-post", "")
            self._form = Form(action, values.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._handle_field(self._form, tag, values)

    def _handle_field(self, form: Form, tag: str, values: dict[str, str]) -> None:
        name = values.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea = name
        elif tag == "option" and self._select:
            form.add(self._select, values.get("value", ""), is_sent="selected" in values)
        elif tag in ("input", "button") and name:
            kind = values.get("type", "submit" if tag == "button" else "text")
            if kind not in ("file", "submit"):
                is_sent = kind not in ("checkbox", "radio") or "checked" in values
                form.add(name, values.get("value", "on"), is_sent=is_sent)

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._textarea:
            self._form.add(self._textarea, data.strip())
            self._textarea = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
