from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from garageflow.ui.translations.catalogues import (
    PLURALS,
    VARIANTS,
    compile_catalogue,
    merged,
    path_of,
    read_catalogue,
    spoken_differently,
    write_catalogue,
)
from garageflow.ui.translations.checking import problems_of
from garageflow.ui.translations.extraction import Found, find_all, mixed_uses, template_of


class Command(BaseCommand):
    help = "Find, check and compile the translations. Without an option: update, compile, check."
    # It runs before there is a database.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--update", action="store_true", help="write what the sources say into locale/")
        what.add_argument("--compile", action="store_true", help="write the .mo files that the site reads")
        what.add_argument("--check", action="store_true", help="fail if a string is not translated rightly")

    def handle(self, *args: Any, update: bool, compile: bool, check: bool, **options: Any) -> None:
        everything = not (update or compile or check)
        locale = Path(settings.LOCALE_PATHS[0])
        if compile:
            self._compile(locale)
            return
        found = find_all(Path(settings.BASE_DIR))
        template = template_of(found)
        if update or everything:
            self._update(locale, template)
        if everything:
            self._compile(locale)
        if check or everything:
            self._check(locale, template, found)

    def _update(self, locale: Path, template: Catalog) -> None:
        for language, wanted in _wanted(locale, template):
            path = path_of(locale, language)
            write_catalogue(merged(wanted, read_catalogue(path, language), language), path, language)

    def _compile(self, locale: Path) -> None:
        for language in (*PLURALS, *VARIANTS):
            compile_catalogue(locale, language)

    def _check(self, locale: Path, template: Catalog, found: list[Found]) -> None:
        problems = [f"{words!r} is used with and without a plural" for words in mixed_uses(found)]
        for language, wanted in _wanted(locale, template):
            catalog = read_catalogue(path_of(locale, language), language)
            problems += [f"{language}: {problem}" for problem in problems_of(catalog, wanted)]
        if problems:
            raise CommandError("\n".join([*problems, f"{len(problems)} problems in locale/"]))
        self.stdout.write(f"{len(template)} strings, translated into {' and '.join(PLURALS)}.")


def _wanted(locale: Path, template: Catalog) -> Iterator[tuple[str, Catalog]]:
    """Each language with the strings that it has to translate; a variant after the language it is one of."""
    for language in PLURALS:
        yield language, template
    for language, variant in VARIANTS.items():
        base = read_catalogue(path_of(locale, variant.of), variant.of)
        yield language, spoken_differently(template, base, variant)
