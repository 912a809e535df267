"""The garage as a party of an invoice, whichever side it stands on."""

from __future__ import annotations

from garageflow.invoicing.content import Party
from garageflow.tenancy.models import Garage, Shop

_PREFIX_LENGTH = 6


def garage_party(garage: Garage) -> Party:
    """At the address of its first shop."""
    shop = Shop.objects.order_by("pk").first() or Shop()
    return Party(
        name=garage.name,
        country=garage.country,
        street=f"{shop.street} {shop.house_number}".strip(),
        postcode=shop.postcode,
        city=shop.city,
        company_number=garage.enterprise_number,
        vat_number=garage.vat_number,
        email=garage.email,
        iban=garage.iban,
    )


def number_prefix(garage: Garage) -> str:
    """What the numbers of its series begin with, unless it chose something: PEETER."""
    letters = "".join(sign for sign in garage.slug.upper() if sign.isalnum())
    return letters[:_PREFIX_LENGTH]
