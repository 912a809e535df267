"""What features add to work orders. They register in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from garageflow.tenancy.http import MemberRequest
from garageflow.workshop.models import WorkOrder

# The address of the window that "end of service" opens; empty where the feature has nothing to ask.
EndOfService = Callable[[MemberRequest, WorkOrder], str]

_windows: list[EndOfService] = []


@dataclass(frozen=True, slots=True)
class OrderCard:
    """What a feature shows on the page of an order: fetched from its own page."""

    id: str
    title: str
    url: str


Card = Callable[[MemberRequest, WorkOrder], OrderCard | None]
_cards: list[Card] = []


def register_order_card(card: Card) -> None:
    """None where the feature has nothing to show."""
    _cards.append(card)


def order_cards(request: MemberRequest, order: WorkOrder) -> list[OrderCard]:
    return [found for card in _cards if (found := card(request, order)) is not None]


def register_end_of_service(window: EndOfService) -> None:
    """The page there closes the order itself, by garageflow.workshop.domain.orders.close_order."""
    _windows.append(window)


def end_of_service_url(request: MemberRequest, order: WorkOrder) -> str:
    return next((url for window in _windows if (url := window(request, order))), "")
