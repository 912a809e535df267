"""What leaves the list: a table, window cards."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from garageflow.tables.downloads import csv_download, xlsx_download
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.models import Feature
from stock.exports import export_headers, export_rows
from stock.filters import StockFilter
from stock.roles import SALES_ROLES
from stock.sorting import order_of
from stock.views.listing_list import day_of


@require_safe
@requires(*SALES_ROLES)
def listing_export(request: MemberRequest, kind: str) -> HttpResponse:
    """Exactly what is filtered, or what of it was chosen."""
    day = day_of(request)
    with_car_pass = request.garage.has_feature(Feature.CAR_PASS)
    listings = StockFilter(request.GET, day=day).listings().select_related("vehicle", "shop")
    rows = export_rows(listings.order_by(*order_of(request.GET)), day, with_car_pass=with_car_pass)
    download = {"csv": csv_download, "xlsx": xlsx_download}[kind]
    return download(_("stock"), export_headers(with_car_pass=with_car_pass), rows)
