from __future__ import annotations

import pytest

from garageflow.customers.identity import email_identity, name_key, plate_identity


@pytest.mark.parametrize(
    ("last_name", "first_name", "key"),
    [
        ("Janssens", "Jan", "janssens jan"),
        ("De  Clercq", " Anaïs ", "de clercq anais"),
        ("Škoda", "Łukasz", "skoda lukasz"),
        ("Strauß", "Bjørn", "strauss bjorn"),
        ("D’Hondt", "", "d'hondt"),
        ("BVBA ŒUVRE", "", "bvba oeuvre"),
    ],
)
def test_name_key_is_lower_case_without_accents(last_name, first_name, key):
    assert name_key(last_name, first_name) == key


def test_name_key_fits_its_column():
    assert len(name_key("ﬃ" * 100, "")) == 201


def test_identities_do_not_depend_on_case():
    assert email_identity(" Jan@Example.COM ") == "e:jan@example.com"
    assert plate_identity("NL", "7KON24") == "p:NL:7KON24"
