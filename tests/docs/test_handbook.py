"""The handbook says what the pages say: each **label** in it stands in the catalogue of its language."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from garageflow.local.folders import REPOSITORY
from garageflow.tenancy.models import Role
from garageflow.ui import navigation
from garageflow.ui.translations.catalogues import path_of, read_catalogue
from tests.docs.links import broken_links
from tests.security.reporting import none_of

HANDBOOK = REPOSITORY / "docs" / "handbook"
PICTURES = REPOSITORY / "docs" / "img" / "handbook"
LANGUAGES = ("nl", "fr")
PAGES = (
    "dispatcher",
    "driver",
    "fleet-admin",
    "index",
    "mechanic",
    "owner",
    "reception",
    "sales",
    "subscriber",
    "vehicle-owner",
)
# What the words of a page are called in the code.
PAGE_OF = {Role.CUSTOMER: "vehicle-owner", Role.FLEET_ADMIN: "fleet-admin"}
_LABEL = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_is_a_label_of_the_pages(language: str):
    none_of(
        f"{page.name}: {label}"
        for page in sorted((HANDBOOK / language).glob("*.md"))
        for label in labels_in(page.read_text())
        if label not in words_of(language)
    )


def test_a_label_that_changed_would_be_found():
    assert "Klantprofiel" in words_of("nl")
    assert "Klantprofiel" not in words_of("fr")
    assert labels_in("Druk op **Klant\nprofiel** en **OK**.") == ["Klant profiel", "OK"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_role_has_its_page(language: str):
    pages = {page.stem for page in (HANDBOOK / language).glob("*.md")}

    assert pages == set(PAGES)
    assert {PAGE_OF.get(role, str(role)) for role in Role} <= pages


def test_both_languages_say_the_same_things_in_the_same_order():
    none_of(
        f"{page}: {'; '.join(map(str, shapes))}"
        for page in PAGES
        if len(
            shapes := {
                tuple(
                    re.findall(r"^#+(?= )|^!(?=\[)", (HANDBOOK / language / f"{page}.md").read_text(), re.M)
                )
                for language in LANGUAGES
            }
        )
        > 1
    )


def test_no_link_in_the_documents_leads_nowhere():
    files = [REPOSITORY / "README.md", *(REPOSITORY / "docs").rglob("*.md")]

    none_of(broken for file in files for broken in broken_links(file))


def test_pictures_are_few_small_and_used():
    pictures = sorted(PICTURES.rglob("*.webp"))
    used = {
        (page.parent / target).resolve()
        for page in HANDBOOK.rglob("*.md")
        for target in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", page.read_text())
    }

    assert 0 < len(pictures) <= 40
    assert set(pictures) == used
    none_of(
        f"{picture.name}: {picture.stat().st_size}" for picture in pictures if picture.stat().st_size > 80_000
    )


def labels_in(text: str) -> list[str]:
    return [_plain(label) for label in _LABEL.findall(text)]


@cache
def words_of(language: str) -> frozenset[str]:
    """Everything that pages say in this language, and in Belgium's own variant of it."""
    folder = Path(settings.LOCALE_PATHS[0])
    words: set[str] = set()
    for name in (language, *(["nl_BE"] if language == "nl" else [])):
        for message in read_catalogue(path_of(folder, name), name):
            strings = message.string if isinstance(message.string, (tuple, list)) else [message.string]
            words.update(_plain(string) for string in strings)
    # Proper names in the menu are the same in every language.
    words.update(spec.label for spec in navigation.registered() if isinstance(spec.label, str))
    return frozenset(words)


def _plain(text: str) -> str:
    return " ".join(text.split())
