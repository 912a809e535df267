"""The OpenAPI document as a page for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    type: str
    is_needed: bool
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    key: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[Field] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)


def operations(schema: dict[str, Any]) -> list[Operation]:
    return [
        Operation(
            key=operation["operationId"],
            method=method.upper(),
            path=path,
            summary=operation["summary"],
            description=operation.get("description", ""),
            parameters=[_parameter(one) for one in operation["parameters"]],
            fields=list(_body(operation, schema)),
        )
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def _parameter(one: dict[str, Any]) -> Field:
    return Field(
        one["name"],
        _type(one["schema"]),
        bool(one.get("required")),
        one["schema"].get("description", one.get("description", "")),
    )


def _body(operation: dict[str, Any], schema: dict[str, Any]) -> Iterator[Field]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    if not name:
        return
    model = schema["components"]["schemas"][name]
    for key, facts in model["properties"].items():
        yield Field(key, _type(facts), key in model.get("required", ()), facts.get("description", ""))


def _type(facts: dict[str, Any]) -> str:
    """In a few words: text of at most 100, date, number."""
    for choice in facts.get("anyOf", ()):
        if choice.get("type") != "null":
            return _type(choice)
    names = {"integer": _("number"), "boolean": _("yes or no"), "string": _("text")}
    if facts.get("format") == "date":
        return _("day (2027-01-31)")
    words = str(names.get(facts.get("type", ""), facts.get("type", "")))
    if "maxLength" in facts:
        words += " " + _("(at most %(count)s)") % {"count": facts["maxLength"]}
    return words
