"""The catalogues locale/<language>/LC_MESSAGES/django.po and what is made of them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from garageflow.ui.translations.typography import typeset

# As in Django's own catalogues: strings of one language must agree on their plural.
PLURALS = {"nl": "nplurals=2; plural=(n != 1);", "fr": "nplurals=2; plural=(n > 1);"}


@dataclass(frozen=True, slots=True)
class Variant:
    """A language as another country speaks it: only the strings that say one of `words` are written anew."""

    of: str
    words: re.Pattern[str]


VARIANTS = {"nl_BE": Variant("nl", re.compile(r"kenteken|\bAPK\b", re.IGNORECASE))}

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

    Nothing is guessed: a changed string is a new one. Translations are typeset.
    """
    catalog = Catalog(locale=language, charset="utf-8")
    for message in _messages(template):
        known = old.get(message.id, message.context)
        keeps = known is not None and isinstance(known.id, str) == isinstance(message.id, str)
        catalog.add(
            message.id,
            _typeset(known, language) if known is not None and keeps else "",
            locations=message.locations,
            flags=known.flags if known is not None and keeps else (),
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if known is not None else (),
            context=message.context,
        )
    return catalog


def spoken_differently(template: Catalog, base: Catalog, variant: Variant) -> Catalog:
    """The strings of `template` that the variant has to translate itself."""
    catalog = Catalog(charset="utf-8")
    for message in _messages(template):
        known = base.get(message.id, message.context)
        if known is not None and any(variant.words.search(string) for string in _strings(known)):
            catalog.add(
                message.id,
                locations=message.locations,
                auto_comments=message.auto_comments,
                context=message.context,
            )
    return catalog


def write_catalogue(catalog: Catalog, path: Path, language: str) -> None:
    text = BytesIO()
    write_po(text, catalog, width=110, omit_header=True, ignore_obsolete=True, include_lineno=False)
    header = _HEADER.format(language=language, plurals=PLURALS[language.partition("_")[0]])
    _replace(path, header.encode() + text.getvalue().rstrip(b"\n") + b"\n")


def compile_catalogue(locale: Path, language: str) -> None:
    """Write the .mo file beside the .po file, without fuzzy strings.

    That of a variant holds all strings of its language: were there two files, Django's own words would come
    before those of the second.
    """
    catalog = read_catalogue(path_of(locale, language), language)
    if language in VARIANTS:
        base = VARIANTS[language].of
        own, catalog = catalog, read_catalogue(path_of(locale, base), base)
        for message in _messages(catalog):
            spoken = own.get(message.id, message.context)
            if spoken is not None and not spoken.fuzzy and all(_strings(spoken)):
                message.string = spoken.string
    binary = BytesIO()
    write_mo(binary, catalog)
    _replace(path_of(locale, language).with_suffix(".mo"), binary.getvalue())


def _messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def _typeset(message: Message, language: str) -> str | tuple[str, ...]:
    forms = [typeset(form, language) for form in _strings(message)]
    return forms[0] if isinstance(message.string, str | None) else tuple(forms)


def _strings(message: Message) -> list[str]:
    return [message.string or ""] if isinstance(message.string, str | None) else list(message.string)


def _replace(path: Path, content: bytes) -> None:
    """Two may start at once: nobody reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_bytes(content)
    aside.replace(path)
