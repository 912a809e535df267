"""What is wrong with a catalogue, in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-#0 +]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]|\{\w*\}")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def problems_of(catalog: Catalog, template: Catalog) -> Iterator[str]:
    """Everything that keeps `catalog` from being a complete translation of `template`."""
    for message in template:
        if not message.id:
            continue
        known = catalog.get(message.id, message.context)
        if known is None:
            yield f"{_name(message)}: missing"
        elif isinstance(known.id, str) != isinstance(message.id, str):
            yield f"{_name(message)}: missing in this form (with or without plural)"
        else:
            yield from (f"{_name(message)}: {problem}" for problem in _problems_of_message(known, catalog))
    for message in catalog:
        if message.id and template.get(message.id, message.context) is None:
            yield f"{_name(message)}: obsolete"


def _problems_of_message(message: Message, catalog: Catalog) -> Iterator[str]:
    if message.fuzzy:
        yield "fuzzy"
    if isinstance(message.id, str):
        yield from _problems_of_words(str(message.string), (message.id,))
        return
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if len(strings) != catalog.num_plurals:
        yield f"{len(strings)} forms instead of {catalog.num_plurals}"
    singular, plural = message.id
    # "One vehicle" may say so in words or by a number, also where one language counts 0 as one.
    for index, string in enumerate(strings):
        yield from _problems_of_words(str(string), (singular, plural) if index == 0 else (plural,))


def _problems_of_words(translated: str, originals: tuple[str, ...]) -> Iterator[str]:
    if not translated:
        yield "untranslated"
        return
    if all(_placeholders(translated) != _placeholders(original) for original in originals):
        yield f"other placeholders in {translated!r}"
    if all(_tags(translated) != _tags(original) for original in originals):
        yield f"other HTML tags in {translated!r}"
    if all(_edges(translated) != _edges(original) for original in originals):
        yield f"other white space at an end of {translated!r}"


def _placeholders(text: str) -> Counter[str]:
    return Counter(_PLACEHOLDER.findall(text.replace("%%", "")))


def _tags(text: str) -> Counter[str]:
    return Counter(_TAG.findall(text))


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _name(message: Message) -> str:
    words = message.id if isinstance(message.id, str) else message.id[0]
    return f"{words!r} ({message.context})" if message.context else f"{words!r}"
