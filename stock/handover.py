"""What a garage may offer a buyer at the handover: features register it with garageflow.vehicles.pages."""

from __future__ import annotations

from garageflow.tenancy.http import MemberRequest
from garageflow.vehicles.pages import Offer, offers_for
from stock.models import Sale


def offers_after_handover(request: MemberRequest, sale: Sale | None) -> list[Offer]:
    """To a private buyer: a trader keeps no passport of a car that he sells on."""
    if sale is None or not sale.is_private:
        return []
    return offers_for(request.garage, request.membership.roles, sale.listing.vehicle)
