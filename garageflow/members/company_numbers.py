"""Numbers under which the authorities and the banks know a garage: checked, and kept in one form."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum import iban
from stdnum.be import vat as be_vat
from stdnum.exceptions import ValidationError as WrongNumber
from stdnum.fr import siren, siret
from stdnum.fr import tva as fr_vat
from stdnum.lu import tva as lu_vat
from stdnum.nl import btw as nl_vat

from garageflow.tenancy.models import Country

_VAT = {
    Country.BELGIUM: be_vat,
    Country.NETHERLANDS: nl_vat,
    Country.FRANCE: fr_vat,
    Country.LUXEMBOURG: lu_vat,
}


def clean_vat_number(text: str, country: str) -> str:
    """BE0428759497, NL004495445B01: with the country in front, without points and spaces."""
    country = Country(country)
    try:
        return country.value + str(_VAT[country].validate(text))
    except WrongNumber as error:
        raise ValidationError(
            _("This is not a valid VAT number of %(country)s.") % {"country": country.label}
        ) from error


def clean_enterprise_number(text: str, country: str) -> str:
    """The number in the register of companies: KBO/BCE, KvK, SIREN, RCS."""
    return _cleaned(text, _ENTERPRISE[Country(country)], _("This is not a valid enterprise number."))


def clean_establishment_number(text: str, country: str) -> str:
    """The number of one place of business: vestigingseenheid, vestigingsnummer, SIRET."""
    return _cleaned(text, _ESTABLISHMENT[Country(country)], _("This is not a valid establishment number."))


def clean_iban(text: str) -> str:
    return _cleaned(text, iban.validate, _("This is not a valid IBAN."))


def _cleaned(text: str, check: Callable[[str], str], message: str) -> str:
    try:
        return check(re.sub(r"[\s.\-]", "", text).upper())
    except (WrongNumber, ValueError) as error:
        raise ValidationError(message) from error


def _shaped(pattern: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError
        return text

    return check


_ENTERPRISE: dict[Country, Callable[[str], str]] = {
    Country.BELGIUM: be_vat.validate,
    Country.NETHERLANDS: _shaped(r"\d{8}"),
    Country.FRANCE: siren.validate,
    Country.LUXEMBOURG: _shaped(r"[A-Z]\d{1,6}"),
}
_ESTABLISHMENT: dict[Country, Callable[[str], str]] = {
    # Ten digits, the first 2 to 8 (Royal Decree of 24 June 2003; economie.fgov.be, seen 2026-11-21).
    Country.BELGIUM: _shaped(r"[2-8]\d{9}"),
    Country.NETHERLANDS: _shaped(r"\d{12}"),
    Country.FRANCE: siret.validate,
    Country.LUXEMBOURG: _shaped(r"[A-Z0-9]{1,20}"),
}
