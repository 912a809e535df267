"""Finding the translatable strings in Python and in templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation.template import templatize

_KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_IMPORT = re.compile(r"^\s*from django\.utils\.translation import (\([^)]*\)|.*)$", re.MULTILINE)
_ALIAS = re.compile(r"(\w+) as (\w+)")
_TRANSLATORS = ["Translators:"]
# They speak to developers only.
_NOT_THE_PRODUCT = {"tests", "bench", "faults"}

MessageId = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    id: MessageId
    context: str | None
    file: str
    comments: tuple[str, ...]

    @property
    def singular(self) -> str:
        return self.id if isinstance(self.id, str) else self.id[0]


def find_all(root: Path) -> list[Found]:
    """Every translatable string of the sources below `root`, sorted by file and then by its words."""
    found = [message for path in _sources(root) for message in _extract_file(path, root)]
    return sorted(found, key=lambda message: (message.file, message.singular, message.context or ""))


def template_of(found: Iterable[Found]) -> Catalog:
    catalog = Catalog(charset="utf-8")
    for message in found:
        catalog.add(
            message.id,
            # Without lines: they change with every edit, and every merge would meet a conflict.
            locations=[(message.file, 0)],
            auto_comments=message.comments,
            context=message.context,
        )
    return catalog


def mixed_uses(found: Iterable[Found]) -> list[str]:
    """Strings used both with and without a plural: gettext finds only one of the two in a catalogue."""
    with_plural: dict[tuple[str, str | None], set[bool]] = {}
    for message in found:
        key = (message.singular, message.context)
        with_plural.setdefault(key, set()).add(not isinstance(message.id, str))
    return sorted(singular for (singular, _context), uses in with_plural.items() if len(uses) > 1)


def extract_template(source: str, name: str = "") -> Iterator[Found]:
    # Babel reads tokens of Python, to which indentation would mean something.
    code = "\n".join(line.lstrip() for line in templatize(source, origin=name).splitlines())
    return _extract(code.encode(), name, _KEYWORDS)


def extract_python(source: str, name: str = "") -> Iterator[Found]:
    """Also under the names that a file gives to the functions: `import gettext_lazy as _lazy`."""
    aliases = {
        alias: _KEYWORDS[function]
        for imported in _IMPORT.findall(source)
        for function, alias in _ALIAS.findall(imported)
        if function in _KEYWORDS
    }
    return _extract(source.encode(), name, {**_KEYWORDS, **aliases})


def _sources(root: Path) -> Iterator[Path]:
    packages = (path.parent for path in root.glob("*/__init__.py"))
    for package in sorted(package for package in packages if package.name not in _NOT_THE_PRODUCT):
        yield from sorted(path for path in package.rglob("*.py") if "migrations" not in path.parts)
    templates = (root / "templates").rglob("*")
    yield from sorted(path for path in templates if path.suffix in {".html", ".txt"})


def _extract_file(path: Path, root: Path) -> Iterator[Found]:
    name = path.relative_to(root).as_posix()
    source = path.read_text(encoding="utf-8")
    return extract_python(source, name) if path.suffix == ".py" else extract_template(source, name)


def _extract(code: bytes, name: str, keywords: dict[str, Any]) -> Iterator[Found]:
    results: Iterable[tuple[int, str | tuple[str, ...], list[str], str | None]] = extract(
        "python",
        BytesIO(code),
        keywords=keywords,
        comment_tags=_TRANSLATORS,
        strip_comment_tags=True,
    )
    for _line, words, comments, context in results:
        message_id = words if isinstance(words, str) else (words[0], words[1])
        yield Found(message_id, context, name, tuple(comments))
