from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from garageflow.members.company_numbers import (
    clean_enterprise_number,
    clean_establishment_number,
    clean_vat_number,
)


@pytest.mark.parametrize(
    ("country", "typed", "kept"),
    [
        ("BE", "BE 0428.759.497", "BE0428759497"),
        ("BE", "0428759497", "BE0428759497"),
        ("NL", "NL004495445B01", "NL004495445B01"),
        ("FR", "FR 40 303 265 045", "FR40303265045"),
        ("LU", "LU 150 274 42", "LU15027442"),
    ],
)
def test_a_vat_number_is_kept_in_one_form(country, typed, kept):
    assert clean_vat_number(typed, country) == kept


@pytest.mark.parametrize(
    ("country", "typed"),
    [("BE", "0428759498"), ("BE", "NL004495445B01"), ("NL", "BE0428759497"), ("FR", "abc"), ("LU", "1")],
)
def test_a_wrong_vat_number_is_refused(country, typed):
    with pytest.raises(ValidationError):
        clean_vat_number(typed, country)


@pytest.mark.parametrize(
    ("country", "typed", "kept"),
    [
        ("BE", "0428.759.497", "0428759497"),
        ("NL", "1234 5678", "12345678"),
        ("FR", "552 008 443", "552008443"),
        ("LU", "b 12345", "B12345"),
    ],
)
def test_an_enterprise_number_is_kept_in_one_form(country, typed, kept):
    assert clean_enterprise_number(typed, country) == kept


@pytest.mark.parametrize(("country", "typed"), [("BE", "0428759498"), ("NL", "123"), ("FR", "552008444")])
def test_a_wrong_enterprise_number_is_refused(country, typed):
    with pytest.raises(ValidationError):
        clean_enterprise_number(typed, country)


@pytest.mark.parametrize(
    ("country", "typed", "kept"),
    [
        ("BE", "2.012.345.678", "2012345678"),
        ("NL", "000012345678", "000012345678"),
        ("FR", "732 829 320 00074", "73282932000074"),
    ],
)
def test_an_establishment_number_is_kept_in_one_form(country, typed, kept):
    assert clean_establishment_number(typed, country) == kept


@pytest.mark.parametrize(("country", "typed"), [("BE", "0428759497"), ("NL", "1"), ("FR", "73282932000075")])
def test_a_wrong_establishment_number_is_refused(country, typed):
    with pytest.raises(ValidationError):
        clean_establishment_number(typed, country)
