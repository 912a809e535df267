from __future__ import annotations

import pytest

from garageflow.ui.translations.typography import typeset


@pytest.mark.parametrize(
    ("typed", "language", "printed"),
    [
        ("de auto's van %(name)s", "nl", "de auto’s van %(name)s"),
        ("Weet u het zeker?", "nl", "Weet u het zeker?"),
        ("Êtes-vous sûr ?", "fr", "Êtes-vous sûr\u202f?"),
        ("Êtes-vous sûr?", "fr", "Êtes-vous sûr\u202f?"),
        ("l'atelier « Centre »", "fr", "l’atelier «\u202fCentre\u202f»"),
        ("de 12:30 à 14:00 : fermé", "fr", "de 12:30 à 14:00\u202f: fermé"),
        ("voir https://example.com/?a=1", "fr", "voir https://example.com/?a=1"),
        ("<a href='x?' title=\"oui ?\">l'auto</a>", "fr", "<a href='x?' title=\"oui ?\">l’auto</a>"),
        ("Total\u202f:", "fr", "Total\u202f:"),
    ],
)
def test_what_is_typed_is_printed_well(typed: str, language: str, printed: str):
    assert typeset(typed, language) == printed
    assert typeset(printed, language) == printed
