"""A language as it is spoken in the garage's country."""

from __future__ import annotations

from garageflow.tenancy.models import Country, Garage

_VARIANTS = {("nl", Country.BELGIUM): "nl-be"}


def locale_of(language: str, garage: Garage | None) -> str:
    """What translation.override() takes. A Fleming has a nummerplaat and a keuring where a Dutchman has a
    kenteken and an APK; everything else of locale/nl_BE is locale/nl."""
    return _VARIANTS.get((language, Country(garage.country)), language) if garage else language
