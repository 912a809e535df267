"""What features add to work orders. They register in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable

from garageflow.tenancy.http import MemberRequest
from garageflow.workshop.models import WorkOrder

# The address of the window that "end of service" opens; empty where the feature has nothing to ask.
EndOfService = Callable[[MemberRequest, WorkOrder], str]

_windows: list[EndOfService] = []


def register_end_of_service(window: EndOfService) -> None:
    """The page there closes the order itself, by garageflow.workshop.domain.orders.close_order."""
    _windows.append(window)


def end_of_service_url(request: MemberRequest, order: WorkOrder) -> str:
    return next((url for window in _windows if (url := window(request, order))), "")
