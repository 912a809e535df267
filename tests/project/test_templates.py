"""What every template keeps to (house style §10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from tests.security.reporting import none_of

TEMPLATES = settings.BASE_DIR / "templates"
PACKAGES = ("garageflow", "autopaspoort", "stock", "carpass", "convoy", "carshare")

BASES = {
    "base.html",
    "base_site.html",
    "base_public.html",
    # Another site, that of a program which is not GarageFlow.
    "carpass_simulator/base.html",
    "base_portal.html",
    "mail/message.html",
    "pdf/base.html",
    "ui/error.html",
    "pages/_standalone.html",
    "admin/base.html",
    "admin/index.html",
    "admin/base_site.html",
    # Error pages: the shell for who is inside, the plain base for who is not.
    "{{ base }}",
}
# Folders of parts: widgets, components, what allauth puts into its own pages.
PARTS = ("ui/", "django/", "allauth/", "mfa/webauthn/snippets/")
# Mail programs drop style sheets, and a PDF is one file: both carry their styles in them.
STYLES_INSIDE = ("mail/", "pdf/")

_INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=\s*[\"']"),
    "a style element": re.compile(r"<style\b"),
    "a script in the page": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")"),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']"),
    "a script in htmx": re.compile(r"\bhx-on\b|\bhx-vals\s*=\s*[\"']js:"),
    "a script in a link": re.compile(r"(?i)\b(?:href|action|src)\s*=\s*[\"']javascript:"),
    "something from elsewhere": re.compile(
        r"(?i)<(?:script|link|img|iframe)[^>]*(?:src|href)\s*=\s*[\"'](?:https?:)?//"
    ),
    # Only the start page may be named as such: error pages do, which must not ask the url resolver.
    "a fixed address": re.compile(r"\b(?:href|action|hx-get|hx-post)\s*=\s*\"/[^\"]"),
}


def templates() -> Iterator[str]:
    for path in sorted(TEMPLATES.rglob("*.html")):
        yield str(path.relative_to(TEMPLATES))


def inline_parts(text: str) -> list[str]:
    """What the Content-Security-Policy would block, or what belongs into a file of its own."""
    return [name for name, shape in _INLINE.items() if shape.search(_without_comments(text))]


def parent_of(text: str) -> str | None:
    match = re.match(
        r"\s*(?:{#.*?#}\s*)*{% extends (\"(?P<name>[^\"]+)\"|(?P<variable>\w+)) %}", text, re.DOTALL
    )
    if match is None:
        return None
    return match["name"] or f"{{{{ {match['variable']} }}}}"


def test_every_page_extends_a_base():
    none_of(
        name
        for name in templates()
        if not _is_part(name) and name not in BASES and not _leads_to_a_base(name)
    )


def test_styles_and_scripts_are_files():
    none_of(
        f"{name}: {part}"
        for name in templates()
        if not name.startswith(STYLES_INSIDE)
        for part in inline_parts((TEMPLATES / name).read_text())
    )


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        "<style>p {color: red}</style>",
        "<script>alert(1)</script>",
        '<button onclick="go()">',
        '<button hx-on:click="go()">',
        '<a href="javascript:go()">',
        '<script src="https://cdn.example/htmx.js">',
        '<img src="//example.com/logo.png">',
        '<a href="/g/peeters/">',
    ],
)
def test_what_does_not_belong_into_a_page_is_found(text: str):
    assert inline_parts(text)


@pytest.mark.parametrize(
    "text",
    [
        "{# <p style='x'> #}",
        "<script src=\"{% static 'js/x.js' %}\" defer></script>",
        '<script type="application/json">{}</script>',
        '<a href="{{ url }}">',
    ],
)
def test_what_belongs_into_a_page_is_not_found(text: str):
    assert not inline_parts(text)


def test_every_template_is_used():
    """By our code or by another template; templates of packages are asked for by the package."""
    text = "\n".join(path.read_text() for path in _sources())
    none_of(
        name
        for name in templates()
        if name not in text and not _is_of_a_package(name) and not _is_built_up(name, text)
    )


def test_a_part_with_a_form_is_given_the_token():
    """`only` leaves out `csrf_token` too, and nothing says so before somebody presses the button."""
    texts = {name: (TEMPLATES / name).read_text() for name in templates()}
    parts = {name for name, text in texts.items() if "{% csrf_token %}" in text}
    include = re.compile(r'{% include "([^"]+)"[^%]*%}')

    none_of(
        f"{name}: {found[0]}"
        for name, text in texts.items()
        for found in include.finditer(text)
        if found[1] in parts and " only " in found[0] and "csrf_token=" not in found[0]
    )


def test_every_mail_has_both_forms():
    """HTML for most, text for the rest."""
    html = {path.stem for path in (TEMPLATES / "mail").glob("[!_]*.html")}
    text = {path.stem for path in (TEMPLATES / "mail").glob("[!_]*.txt")}

    assert html == text


def _is_part(name: str) -> bool:
    return name.startswith(PARTS) or Path(name).name.startswith("_") or name in _widgets()


@cache
def _widgets() -> set[str]:
    """Templates that a form field names as its own."""
    text = "\n".join(path.read_text() for path in _sources() if path.suffix == ".py")
    return set(re.findall(r"template_name = \"([^\"]+)\"", text))


def _leads_to_a_base(name: str) -> bool:
    seen = name
    for _step in range(5):
        parent = parent_of((TEMPLATES / seen).read_text())
        if parent is None or parent in BASES:
            return parent is not None
        seen = parent
        if not (TEMPLATES / seen).is_file():
            return False
    return False


def _sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (settings.BASE_DIR / package).rglob("*.py")
    yield from TEMPLATES.rglob("*.html")
    yield from TEMPLATES.rglob("*.txt")


def _is_of_a_package(name: str) -> bool:
    """It replaces, or is found by name by, a template of Django or of an installed package."""
    folders = [Path(config.path) / "templates" for config in apps.get_app_configs()]
    is_replacement = any((folder / name).is_file() for folder in folders)
    return is_replacement or "/" not in name or name.startswith("django/forms/")


def _is_built_up(name: str, text: str) -> bool:
    """`f"ui/styleguide_{name}.html"` and the like."""
    folder, _slash, file = name.rpartition("/")
    starts = re.findall(rf"[\"']{re.escape(folder)}/([\w-]*)\{{", text)
    return any(file.startswith(start) for start in starts)


def _without_comments(text: str) -> str:
    return re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", text, flags=re.DOTALL)
