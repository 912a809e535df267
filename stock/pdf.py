"""Papers: the receipt of a handover, and the cards behind the windscreen."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import segno

from carpass.models import CarPassDocument
from carpass.status import CarPassStatus
from garageflow.documents.domain.documents import open_document
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.http import GarageRequest
from garageflow.tenancy.models import Feature
from stock.counts import car_pass_of
from stock.domain.sales import needs_certificate
from stock.filters import Day
from stock.models import Equipment, Listing, Sale, WindowCards
from stock.roles import VIEW_ROLES

RECEIPT_PDF = "stock.handover_receipt"

_EQUIPMENT_SHOWN = 12


def build_receipt(sale_id: int) -> Mapping[str, Any]:
    sale = Sale.objects.select_related("listing__vehicle", "listing__shop", "sold_by").get(pk=sale_id)
    return {
        "sale": sale,
        "listing": sale.listing,
        "vehicle": sale.listing.vehicle,
        "shop": sale.listing.shop,
        "needs_certificate": sale.is_private and needs_certificate(sale.listing.vehicle),
    }


def build_window_cards(order_id: int) -> Mapping[str, Any]:
    order = WindowCards.objects.get(pk=order_id)
    listings = Listing.objects.present().filter(number__in=order.numbers)
    found = list(listings.select_related("vehicle", "shop", "cover__large").order_by("number"))
    links = {}
    if active_garage().has_feature(Feature.CAR_PASS):
        documents = (
            CarPassDocument.objects.history_links()
            .valid()
            .filter(vehicle__in=[one.vehicle_id for one in found])
        )
        links = {document.vehicle_id: document for document in documents.order_by("issued_on", "pk")}
    return {"cards": [_card(listing, links.get(listing.vehicle_id)) for listing in found]}


def may_see_listing(request: GarageRequest, listing_id: int) -> bool:
    return _is_staff(request) and Listing.objects.filter(pk=listing_id).exists()


def may_see_sale(request: GarageRequest, sale_id: int) -> bool:
    return _is_staff(request) and Sale.objects.filter(pk=sale_id).exists()


def may_see_cards(request: GarageRequest, order_id: int) -> bool:
    return _is_staff(request) and WindowCards.objects.filter(pk=order_id).exists()


def _is_staff(request: GarageRequest) -> bool:
    return request.membership is not None and request.membership.has_any_role(VIEW_ROLES)


def _card(listing: Listing, link: CarPassDocument | None) -> dict[str, Any]:
    today = active_garage().today()
    status = car_pass_of(listing.car_pass_key, Day(today, 0))
    is_valid = status in (CarPassStatus.ACTIVE, CarPassStatus.EXPIRING)
    photo = ""
    if listing.cover is not None:
        with open_document(listing.cover.large) as file:
            photo = f"data:image/jpeg;base64,{base64.b64encode(file.read()).decode()}"
    return {
        "listing": listing,
        "vehicle": listing.vehicle,
        "equipment": [Equipment(code).label for code in listing.equipment[:_EQUIPMENT_SHOWN]],
        "photo": photo,
        "car_pass": link if is_valid else None,
        "car_pass_qr": _qr(link.public_url) if link is not None and is_valid else "",
    }


def _qr(text: str) -> str:
    qr: str = segno.make(text, error="m").svg_data_uri(scale=4, border=0)
    return qr
