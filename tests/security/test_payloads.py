"""S12, S13: what intruders type stays text in PDFs and mails too, and nobody is asked for anything.

In pages it is looked for by tests/browser/test_every_page.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist

from garageflow.documents import registry
from garageflow.documents.domain.pdf import _html_of_row
from garageflow.mail.letter import set_letter
from garageflow.mail.registry import Content
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage
from tests.security.payloads import PAYLOADS, found_in
from tests.security.world import OURS, Side, World, build_world

_SAFE = re.compile(r"\|\s*(safe|safeseq)\b|\{%\s*autoescape\s+off")


@pytest.fixture
def world(db: None, calm: None) -> World:
    return build_world(payloads=PAYLOADS)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_mail_says_what_was_typed_and_runs_nothing(payload: str, peeters: Garage):
    peeters.name = payload
    words = Content(
        subject=payload,
        greeting=payload,
        paragraphs=(payload,),
        facts=((payload, payload),),
        button=(payload, "https://peeters.example/"),
        after=(payload,),
        small_print=(payload,),
    )

    letter = set_letter(words, garage=peeters, language="nl")

    assert payload in letter.text
    assert found_in(letter.html) == []


def test_no_pdf_takes_a_text_for_markup(world: World):
    drawn = {kind: list(_drawn(kind, world.ours)) for kind in sorted(registry._pdf_kinds)}

    assert {kind: found_in("".join(pages)) for kind, pages in drawn.items()} == {kind: [] for kind in drawn}
    # What was drawn was drawn of the intruder's rows.
    assert [kind for kind, pages in drawn.items() if OURS not in "".join(pages)] == []


def _drawn(kind: str, side: Side) -> Iterator[str]:
    """Of whichever row it can be drawn of, as it is given to the typesetter."""
    with garage_active(side.garage):
        for row_id in sorted({row.pk for rows in side.rows.values() for row in rows}):
            try:
                yield _html_of_row(kind, row_id, "nl")
            except (ObjectDoesNotExist, KeyError):
                # No row of its table, or one of those that have no JSON of the right form.
                continue


def test_the_check_finds_what_it_looks_for():
    for html in (
        "<p><xss></p>",
        '<a href="javascript:alert(1)">x</a>',
        "<img src=//canary.invalid/a>",
        '<p onload="alert(1)">',
        '<p xss="">',
        "<style>p { background: url(//canary.invalid/b.png) }</style>",
        '<p style="background: url(//canary.invalid/b.png)">',
        "<script>alert(1)</script>",
    ):
        assert found_in(html) != [], html
    assert found_in("<p>&lt;xss&gt; javascript:alert(1)</p>") == []


def test_no_template_trusts_a_text():
    """Markup is made by format_html and by components that escape what they are given."""
    trusting = [
        str(path.relative_to(settings.BASE_DIR))
        for path in Path(settings.BASE_DIR, "templates").rglob("*.*")
        if _SAFE.search(path.read_text())
    ]

    # Plain text has no markup.
    assert [name for name in trusting if not name.endswith(".txt")] == []
    assert _SAFE.search("{{ name|safe }}")
    assert _SAFE.search("{% autoescape off %}")
