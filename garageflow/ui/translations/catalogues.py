"""The catalogues locale/<language>/LC_MESSAGES/django.po and what is made of them."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

# As in Django's own catalogues: strings of one language must agree on their plural.
PLURALS = {"nl": "nplurals=2; plural=(n != 1);", "fr": "nplurals=2; plural=(n > 1);"}

_HEADER = """\
# Written by `manage.py messages`: edit only the msgstr lines.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


def path_of(locale: Path, language: str) -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


def read_catalogue(path: Path, language: str) -> Catalog:
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def merged(template: Catalog, old: Catalog, language: str) -> Catalog:
    """The strings of `template` with the translations of `old`; what the sources no longer say is left out.

    Nothing is guessed: a changed string is a new one.
    """
    catalog = Catalog(locale=language, charset="utf-8")
    for message in _messages(template):
        known = old.get(message.id, message.context)
        keeps = known is not None and isinstance(known.id, str) == isinstance(message.id, str)
        catalog.add(
            message.id,
            known.string if known is not None and keeps else "",
            locations=message.locations,
            flags=known.flags if known is not None and keeps else (),
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if known is not None else (),
            context=message.context,
        )
    return catalog


def write_catalogue(catalog: Catalog, path: Path, language: str) -> None:
    text = BytesIO()
    write_po(text, catalog, width=110, omit_header=True, ignore_obsolete=True, include_lineno=False)
    header = _HEADER.format(language=language, plurals=PLURALS[language])
    _replace(path, header.encode() + text.getvalue().rstrip(b"\n") + b"\n")


def compile_catalogue(path: Path, language: str) -> None:
    """Write the .mo file beside the .po file, without fuzzy strings."""
    binary = BytesIO()
    write_mo(binary, read_catalogue(path, language))
    _replace(path.with_suffix(".mo"), binary.getvalue())


def _messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def _replace(path: Path, content: bytes) -> None:
    """Two may start at once: nobody reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_bytes(content)
    aside.replace(path)
