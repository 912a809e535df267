"""The stock list: tabs, Car-Pass tiles, chips, rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carpass.domain.settings import car_pass_settings
from carpass.roles import DOCUMENT_ROLES
from carpass.status import TONES, CarPassStatus
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.models import Feature, Role
from garageflow.ui.keyset import Page, keyset_page
from garageflow.ui.parts import Tab, Tile, shares
from garageflow.ui.templatetags.ui import number
from stock.columns import Column, RowContext, row_html
from stock.counts import StockCounts
from stock.criteria import (
    available_criteria,
    chip_of,
    filter_query,
    query_without,
    shown_criteria,
)
from stock.desk import desk_of
from stock.filters import Day, StockFilter
from stock.forms import SavedFilterForm
from stock.marks import car_pass_marks
from stock.models import Status
from stock.models.listing import FREE_STATUSES
from stock.roles import SALES_ROLES, VIEW_ROLES
from stock.sorting import NEWEST, order_of

_STATUS_TABS = (Status.FOR_SALE, Status.IN_PREPARATION, Status.INCOMING, Status.RESERVED, Status.SOLD)


@require_safe
@requires(*VIEW_ROLES)
def listing_list(request: MemberRequest) -> HttpResponse:
    desk = desk_of(request.member)
    day = Day(request.garage.today(), desk.warning_days)
    asked = StockFilter(request.GET, day=day)
    shown = shown_criteria(request.GET, request.garage.features)
    counts = StockCounts(asked, shown, desk.pinned, desk.shops, desk.version)
    columns = desk.columns_for(request.garage.features)
    page = keyset_page(asked.listings().with_row_parts(), request.GET, order=order_of(request.GET))
    context = {
        "tabs": _tabs(request.GET, counts),
        "tiles": _tiles(request, counts),
        "chips": [chip_of(one, request.GET, asked.values, counts.choices_of(one)) for one in shown],
        "criteria": _offered(request),
        "errors": _errors(asked),
        "saved": desk.saved,
        "filter_query": filter_query(request.GET),
        "keep": [(name, request.GET[name]) for name in ("sort", "size") if request.GET.get(name)],
        "columns": columns,
        "default_sort": NEWEST,
        "page": page,
        "rows": _rows(page, columns, day, desk.shops),
        "found_words": _found_words(counts),
        "save_fields": _save_fields(get_language() or ""),
        "shops": desk.shops,
        **_rights(request),
    }
    return render(request, "stock/listing_list.html" + ("#stock" if request.htmx else ""), context)


def day_of(request: MemberRequest) -> Day:
    warning_days = car_pass_settings().warning_days if request.garage.has_feature(Feature.CAR_PASS) else 14
    return Day(request.garage.today(), warning_days)


@cache
def _save_fields(language: str) -> SafeString:
    """The same on every page; what is saved stands beside them. `language` is the one that is active."""
    form = SavedFilterForm()
    del form.fields["query"]
    return form.render()


def _rights(request: MemberRequest) -> dict[str, Any]:
    has_car_pass = request.garage.has_feature(Feature.CAR_PASS)
    return {
        "may_sell": request.membership.has_any_role(SALES_ROLES),
        "may_renew": request.membership.has_any_role(DOCUMENT_ROLES),
        "may_fill_in": request.membership.has_any_role((Role.OWNER,)),
        "has_car_pass": has_car_pass,
        "vat_number_missing": has_car_pass and not request.garage.vat_number,
        "moves": FREE_STATUSES,
    }


def _found_words(counts: StockCounts) -> str:
    if counts.found == counts.total:
        words = ngettext("%(total)s vehicle", "%(total)s vehicles", counts.total)
    else:
        words = _("%(found)s of %(total)s vehicles")
    return words % {"found": number(counts.found), "total": number(counts.total)}


def _rows(page: Page, columns: Sequence[Column], day: Day, shops: dict[str, str]) -> SafeString:
    is_shown = any(column.key == "car_pass" for column in columns)
    vehicles = [listing.vehicle for listing in page.rows] if is_shown else []
    context = RowContext(day.today, car_pass_marks(vehicles, day), shops)
    return SafeString("".join([row_html(listing, columns, context) for listing in page.rows]))


def _tabs(params: QueryDict, counts: StockCounts) -> list[Tab]:
    """Each tab is a whole filter of its own; the present one is the one that the address names exactly."""
    current = filter_query(params)
    places = [(_("All"), "", counts.total)]
    places += [
        (capfirst(str(status.label)), f"status={status.value}", counts.by_status[status])
        for status in _STATUS_TABS
    ]
    tabs = [Tab(label, f"?{query}", count, current == query) for label, query, count in places]
    delivered = f"status={Status.DELIVERED.value}"
    tabs.append(Tab(capfirst(str(Status.DELIVERED.label)), f"?{delivered}", None, current == delivered))
    tabs += [
        Tab(one.name, f"?{one.query}", counts.of_saved(one), current == one.query) for one in counts.pinned
    ]
    return tabs


def _tiles(request: MemberRequest, counts: StockCounts) -> list[Tile]:
    if not request.garage.has_feature(Feature.CAR_PASS):
        return []
    statuses: list[CarPassStatus] = [status for status in CarPassStatus if status != CarPassStatus.NOT_NEEDED]
    if counts.by_car_pass[CarPassStatus.NOT_NEEDED]:
        statuses.append(CarPassStatus.NOT_NEEDED)
    numbers = [counts.by_car_pass[status] for status in statuses]
    chosen = request.GET.getlist("car_pass")
    return [
        Tile(
            label=_tile_words(status),
            count=count,
            url=f"?{_toggled(request.GET, chosen, status)}",
            tone=TONES[status],
            current=status in chosen,
            share=share,
            icon="none" if status == CarPassStatus.MISSING else "",
        )
        for status, count, share in zip(statuses, numbers, shares(numbers), strict=True)
    ]


def _tile_words(status: CarPassStatus) -> str:
    return {
        CarPassStatus.ACTIVE: _("Car-Pass valid"),
        CarPassStatus.EXPIRING: _("About to expire"),
        CarPassStatus.EXPIRED: _("Expired"),
        CarPassStatus.MISSING: _("Missing"),
        CarPassStatus.NOT_NEEDED: _("Needs none"),
    }[status]


def _toggled(params: QueryDict, chosen: Sequence[str], status: str) -> str:
    query = QueryDict(query_without(params, ["car_pass"]), mutable=True)
    query.setlist(
        "car_pass", [one for one in chosen if one != status] if status in chosen else [*chosen, status]
    )
    return query.urlencode()


def _offered(request: MemberRequest) -> list[tuple[str, str]]:
    """(label, address) of the panel; a model belongs to a make."""
    kept = query_without(request.GET, ["open"])
    return [
        (str(one.label), f"?{kept}&open={one.name}" if kept else f"?open={one.name}")
        for one in available_criteria(request.garage.features)
        if not any(request.GET.get(param) for param in one.params)
        and (not one.needs or request.GET.get(one.needs))
    ]


def _errors(asked: StockFilter) -> list[str]:
    return [f"{name}: {error}" for name, errors in asked.form.errors.items() for error in errors]


def list_url(query: str = "") -> str:
    address = reverse("stock:list")
    return f"{address}?{query}" if query else address
