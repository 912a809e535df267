"""What every page says, judged without a browser."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.base import Lexer, TokenType

from garageflow.ui.translations.catalogues import PLURALS, VARIANTS, path_of, read_catalogue

TEMPLATES = Path(settings.BASE_DIR) / "templates"

# For people who build pages, in English.
FOR_DEVELOPERS = {"ui/styleguide.html", "ui/styleguide_public.html", "ui/styleguide_sign-in.html"}
# Proper names, units and abbreviations that are the same everywhere.
SAME_EVERYWHERE = {"AutoPaspoort", "AutoPaspoorten", "Car-Pass", "GarageFlow", "Excel"}
SAME_EVERYWHERE |= {
    "km",
    "VIN",
    "CSV",
    "XLSX",
    "PDF",
    "XML",
    "kW",
    "cm³",
    "CO₂",
    "SHA",
    "IBAN",
    "BIC",
    "SIREN",
}
# Standards by their names, and the register's own name in both its languages.
SAME_EVERYWHERE |= {"Factur-X", "UBL", "Peppol", "SEPA", "pain", "vzw", "asbl"}
# Whose data we show, and under which licence.
SAME_EVERYWHERE |= {"GeoNames", "Creative", "Commons", "Attribution"}
# Targets of links within a page.
SAME_EVERYWHERE |= {"revoke", "leave"}

MARKUP = re.compile(
    r"<!--.*?-->|<(style|script).*?</\1>|<!doctype[^>]*>|&\w+;|&#\w+;", re.DOTALL | re.IGNORECASE
)
SPOKEN_ATTRIBUTE = re.compile(r'\b(?:aria-label|title|placeholder|alt|content)="([^"]*)"')
TAG = re.compile(r"</?[a-zA-Z][^<>]*>", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}(?:[-'’][^\W\d_]+)*")
# Not read out: charset, viewport, robots, theme colours.
TECHNICAL_META = re.compile(r"<meta[^>]*>")


def opens_untranslatable(tag):
    return tag[0] in ("blocktranslate", "comment") or tag[:2] == ["block", "width"]


def words_not_translated(source):
    """Words of a template that stand outside every translation."""
    text, inside = [], 0
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            inside += opens_untranslatable(token.split_contents())
            inside -= token.contents in ("endblocktranslate", "endcomment", "endblock width")
            # What a tag prints is a value or translated by itself.
            text.append("\x00")
        elif token.token_type == TokenType.VAR:
            text.append("\x00")
        elif token.token_type == TokenType.TEXT and not inside:
            text.append(token.contents)
    html = TECHNICAL_META.sub(" ", MARKUP.sub(" ", "".join(text)))
    spoken = [*SPOKEN_ATTRIBUTE.findall(html), TAG.sub(" ", html)]
    return [word for part in spoken for word in WORD.findall(part) if word not in SAME_EVERYWHERE]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('<p class="card">{% translate "Plate" %}: {{ plate }} km</p>', []),
        ("{% blocktranslate trimmed %}Hello <b>{{ name }}</b>{% endblocktranslate %}", []),
        ("<h1>Plate</h1>", ["Plate"]),
        ('<button aria-label="Close {{ name }}">×</button>', ["Close"]),
        ('<a href="{{ url }}" title="{% translate "Close" %}" hx-trigger="load"></a>', []),
        ('{% if a %}<td data-cell="title"{% endif %}>Owner</td>', ["Owner"]),
    ],
)
def test_the_finder_of_bare_words(source, words):
    assert words_not_translated(source) == words


def test_templates_say_nothing_that_is_not_translated():
    found = {}
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = path.relative_to(TEMPLATES).as_posix()
        if name not in FOR_DEVELOPERS and (words := words_not_translated(path.read_text())):
            found[name] = words

    assert found == {}


def translations(language):
    catalogue = read_catalogue(path_of(Path(settings.LOCALE_PATHS[0]), language), language)
    for message in catalogue:
        if message.id:
            yield from [message.string] if isinstance(message.string, str) else message.string


@pytest.mark.parametrize("language", [*PLURALS, *VARIANTS])
def test_apostrophes_are_typographic(language):
    assert [text for text in translations(language) if "'" in TAG.sub("", text)] == []


def test_french_keeps_its_punctuation_on_the_line():
    """A narrow no-break space before : ; ? ! and inside quotation marks."""
    loose = re.compile(r"(?<![\u202f\s])[;?!»](?!\w)|(?<!\u202f):(?=\s|$)|[ \u00a0][:;?!»]|«(?!\u202f)")

    assert [text for text in translations("fr") if loose.search(TAG.sub("", text))] == []


@pytest.mark.parametrize(
    ("language", "familiar"),
    [
        ("nl", r"\b(?:je|jij|jou|jouw|jullie)\b"),
        ("nl_BE", r"\b(?:je|jij|jou|jouw|jullie)\b"),
        ("fr", r"\b(?:tu|toi|ton|ta|tes)\b"),
    ],
)
def test_readers_are_addressed_formally(language, familiar):
    assert [text for text in translations(language) if re.search(familiar, text, re.IGNORECASE)] == []
