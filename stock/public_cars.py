"""The cars that everybody may see, as the public pages and the feed show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from carpass.models import CarPassDocument
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.languages import locale_of
from garageflow.tenancy.models import Feature
from garageflow.tenancy.urls import garage_url
from garageflow.ui.templatetags.ui import NBSP, day, km, money
from garageflow.vehicles.models import Fuel
from stock.models import Body, Gearbox, Listing, VatRegime

LANGUAGES: tuple[str, ...] = tuple(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Card:
    """One car of the list."""

    url: str
    title: str
    version: str
    price: str
    facts: str
    photo: str
    car_pass: CarPassDocument | None


def cards(listings: Sequence[Listing], language: str) -> list[Card]:
    links = car_passes(listings)
    return [
        Card(
            url=car_url(listing, language),
            title=listing.title,
            version=listing.version,
            price=price_words(listing),
            facts=short_facts(listing),
            photo=photo_url(listing.cover_id, "medium"),
            car_pass=links.get(listing.vehicle_id),
        )
        for listing in listings
    ]


def car_passes(listings: Sequence[Listing]) -> dict[int, CarPassDocument]:
    """The valid history link of each vehicle: the law wants it in every online ad."""
    garage = active_garage()
    if not garage.has_feature(Feature.CAR_PASS):
        return {}
    documents = CarPassDocument.objects.history_links().valid().filter(valid_until__gte=garage.today())
    found = documents.filter(vehicle__in=[listing.vehicle_id for listing in listings])
    return {one.vehicle_id: one for one in found.order_by("issued_on", "pk")}


def slug_of(listing: Listing) -> str:
    return slugify(f"{listing.make} {listing.model_name} {listing.version}")[:60].strip("-") or "car"


def car_url(listing: Listing, language: str, *, absolute: bool = False) -> str:
    place = {"language": language, "number": listing.number, "slug": slug_of(listing)}
    return garage_url(active_garage(), "stock:car", absolute=absolute, **place)


def photo_url(photo_id: int | None, size: str, *, absolute: bool = False) -> str:
    if photo_id is None:
        return ""
    return garage_url(active_garage(), "stock:car-photo", absolute=absolute, photo_id=photo_id, size=size)


def price_words(listing: Listing) -> str:
    return money(listing.price_amount, 0) if listing.price_amount else _("Price on request")


def short_facts(listing: Listing) -> str:
    first = listing.first_registered_on
    facts = [
        f"{first:%m/%Y}" if first else "",
        km(listing.km),
        str(Fuel(listing.fuel).label) if listing.fuel else "",
        str(Gearbox(listing.gearbox).label) if listing.gearbox else "",
    ]
    return f"{NBSP}· ".join(fact for fact in facts if fact)


def facts_of(listing: Listing) -> list[tuple[str, str]]:
    first = listing.first_registered_on
    facts = [
        (_("First registration"), day(first) if first else ""),
        (_("Odometer reading"), km(listing.km)),
        (_("Fuel"), str(Fuel(listing.fuel).label) if listing.fuel else ""),
        (_("Gearbox"), str(Gearbox(listing.gearbox).label) if listing.gearbox else ""),
        (_("Body"), str(Body(listing.body).label) if listing.body else ""),
        (_("Colour"), listing.colour),
        (_("Power"), _power(listing.power_kw)),
        (_("Engine capacity"), f"{listing.engine_cc} cm³" if listing.engine_cc else ""),
        (_("Doors"), str(listing.doors or "")),
        (_("Seats"), str(listing.seats or "")),
        (_("CO₂ emission"), f"{listing.co2_g_km} g/km" if listing.co2_g_km is not None else ""),
        (_("Emission standard"), listing.emission_class),
        (_("VAT regime"), str(VatRegime(listing.vat_regime).label)),
    ]
    return [fact for fact in facts if fact[1]]


def description_of(listing: Listing, language: str) -> str:
    """In the language of the page, else in the garage's own, else in any."""
    wanted = [language, *active_garage().languages, *LANGUAGES]
    texts = [getattr(listing, f"description_{code}") for code in wanted]
    return next((text for text in texts if text), "")


def in_language(language: str) -> Any:
    """The language of a public page is that of its address, not of the reader's settings."""
    return override(locale_of(language, active_garage()))


def _power(kilowatts: int | None) -> str:
    # A horsepower is 0.73549875 kW (DIN 66036).
    return f"{kilowatts} kW ({round(kilowatts / 0.73549875)} {_('hp')})" if kilowatts else ""
