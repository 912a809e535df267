"""What the stock shows on the home screen: the Car-Pass of what is in stock, and what is for sale."""

from __future__ import annotations

from django.http import QueryDict
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from carpass.counters import settings_of
from carpass.status import TONES, CarPassStatus
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.models import Feature
from garageflow.ui.home import Action, HomePart
from garageflow.ui.parts import Tile
from stock.counts import StockCounts
from stock.filters import Day, StockFilter
from stock.models import Status
from stock.roles import SALES_ROLES

_SHOWN = (CarPassStatus.EXPIRING, CarPassStatus.EXPIRED, CarPassStatus.MISSING)


def home_part(request: MemberRequest) -> HomePart:
    has_car_pass = request.garage.has_feature(Feature.CAR_PASS)
    day = Day(request.garage.today(), settings_of(request).warning_days if has_car_pass else 0)
    counts = StockCounts(StockFilter(QueryDict(), day=day), [])
    address = reverse("stock:list")
    tiles = [
        Tile(
            label=str(capfirst(str(status.label))),
            count=counts.by_status[status],
            url=f"{address}?status={status.value}",
            icon="stock",
        )
        for status in (Status.FOR_SALE, Status.RESERVED)
    ]
    if has_car_pass:
        tiles += [
            Tile(
                label=f"Car-Pass: {status.label}",
                count=counts.by_car_pass[status],
                url=f"{address}?car_pass={status.value}",
                tone=TONES[status] if counts.by_car_pass[status] else "none",
            )
            for status in _SHOWN
        ]
    actions = []
    if request.membership.has_any_role(SALES_ROLES):
        actions.append(Action(label=_("Vehicle"), url=reverse("stock:new")))
    return HomePart(title=_("Stock"), url=address, tiles=tiles, actions=actions)
