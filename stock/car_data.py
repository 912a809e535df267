"""The public cars for machines: schema.org for search engines, a feed for advertising sites."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from carpass.models import CarPassDocument
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.models import Garage
from garageflow.vehicles.models import Fuel
from stock.models import Body, Equipment, Gearbox, Listing, Photo
from stock.public_cars import LANGUAGES, car_url, description_of, photo_url

# schema.org/Car and its parts; units by UN/CEFACT: KMT kilometre, KWT kilowatt, CMQ cubic centimetre.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def json_ld(content: dict[str, Any]) -> SafeString:
    """As a script element that no browser runs; nothing in it can end the element."""
    text = json.dumps({"@context": "https://schema.org", **content}, ensure_ascii=False)
    return mark_safe(f'<script type="application/ld+json">{text.translate(_ESCAPES)}</script>')  # noqa: S308


def car_as_schema(
    listing: Listing, photos: Sequence[Photo], car_pass: CarPassDocument | None, language: str
) -> dict[str, Any]:
    first = listing.first_registered_on
    known = {
        "@type": "Car",
        "name": f"{listing.title} {listing.version}".strip(),
        "url": car_url(listing, language, absolute=True),
        "sku": str(listing.number),
        "description": description_of(listing, language),
        "image": [photo_url(photo.pk, "large", absolute=True) for photo in photos],
        "brand": {"@type": "Brand", "name": listing.make} if listing.make else None,
        "model": listing.model_name,
        "vehicleConfiguration": listing.version,
        "dateVehicleFirstRegistered": first.isoformat() if first else None,
        "mileageFromOdometer": _quantity(listing.km, "KMT"),
        "fuelType": str(Fuel(listing.fuel).label) if listing.fuel else None,
        "vehicleTransmission": str(Gearbox(listing.gearbox).label) if listing.gearbox else None,
        "bodyType": str(Body(listing.body).label) if listing.body else None,
        "color": listing.colour,
        "numberOfDoors": listing.doors,
        "vehicleSeatingCapacity": listing.seats,
        "emissionsCO2": listing.co2_g_km,
        "meetsEmissionStandard": listing.emission_class,
        "vehicleEngine": _engine(listing),
        "itemCondition": "https://schema.org/UsedCondition",
        "offers": _offer(listing, language),
        "subjectOf": car_pass and {"@type": "CreativeWork", "name": "Car-Pass", "url": car_pass.public_url},
    }
    return {name: value for name, value in known.items() if value not in ("", None, [])}


def list_as_schema(listings: Sequence[Listing], language: str) -> dict[str, Any]:
    return {
        "@type": "ItemList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": place,
                "url": car_url(listing, language, absolute=True),
                "name": listing.title,
            }
            for place, listing in enumerate(listings, start=1)
        ],
    }


def car_in_feed(listing: Listing, car_pass: CarPassDocument | None) -> dict[str, Any]:
    first = listing.first_registered_on
    return {
        "number": listing.number,
        "url": {language: car_url(listing, language, absolute=True) for language in LANGUAGES},
        "make": listing.make,
        "model": listing.model_name,
        "version": listing.version,
        "price": listing.price_amount / 100 if listing.price_amount else None,
        "currency": "EUR",
        "vatRegime": listing.vat_regime,
        "mileageKm": listing.km,
        "firstRegistration": first.isoformat() if first else None,
        "fuel": listing.fuel,
        "gearbox": listing.gearbox,
        "body": listing.body,
        "colour": listing.colour,
        "powerKw": listing.power_kw,
        "engineCc": listing.engine_cc,
        "co2GKm": listing.co2_g_km,
        "emissionClass": listing.emission_class,
        "doors": listing.doors,
        "seats": listing.seats,
        "equipment": [code for code in listing.equipment if code in Equipment.values],
        "description": {code: getattr(listing, f"description_{code}") for code in LANGUAGES},
        "images": [photo_url(photo.pk, "large", absolute=True) for photo in listing.photos.all()],
        # By the name that Belgian advertising sites know.
        "carpassMileageUrl": car_pass.public_url if car_pass else None,
        "carpassPdfUrl": car_pass.public_pdf_url if car_pass else None,
        "carpassValidUntil": car_pass.valid_until.isoformat() if car_pass else None,
        "changedAt": listing.changed_at.isoformat(timespec="seconds"),
    }


def seller_as_schema(garage: Garage) -> dict[str, Any]:
    known = {"@type": "AutoDealer", "name": garage.name, "telephone": garage.phone, "url": garage.website}
    return {name: value for name, value in known.items() if value}


def _offer(listing: Listing, language: str) -> dict[str, Any] | None:
    if not listing.price_amount:
        return None
    return {
        "@type": "Offer",
        "price": f"{listing.price_amount / 100:.2f}",
        "priceCurrency": "EUR",
        "availability": "https://schema.org/InStock",
        "itemCondition": "https://schema.org/UsedCondition",
        "url": car_url(listing, language, absolute=True),
        "seller": seller_as_schema(active_garage()),
    }


def _engine(listing: Listing) -> dict[str, Any] | None:
    parts = {
        "enginePower": _quantity(listing.power_kw, "KWT"),
        "engineDisplacement": _quantity(listing.engine_cc, "CMQ"),
    }
    known = {name: value for name, value in parts.items() if value}
    return {"@type": "EngineSpecification", **known} if known else None


def _quantity(value: int | None, unit: str) -> dict[str, Any] | None:
    return None if value is None else {"@type": "QuantitativeValue", "value": value, "unitCode": unit}
