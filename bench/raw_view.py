"""The rows of the stock list as one statement and JSON: for bench/page_vs_raw.py.

In the same stack as the page: middleware, sign-in, roles, transaction and row security of the garage.
"""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from garageflow.tenancy.access import requires
from garageflow.urls_garage import urlpatterns as of_the_product
from stock.roles import VIEW_ROLES

_ROWS = """
    SELECT l.number, l.make, l.model_name, l.version, l.fuel, l.gearbox, l.vin, l.first_registered_key,
           l.km_key, l.acquired_on, l.price_amount, l.cover_id, l.status, v.plate_country, v.plate_display,
           v.car_pass_valid_until, s.name
    FROM stock_listing l
    JOIN vehicles_vehicle v ON v.id = l.vehicle_id
    JOIN tenancy_shop s ON s.id = l.shop_id
    LEFT JOIN stock_photo p ON p.id = l.cover_id
    WHERE l.place = 'stock' AND l.fuel IN ('petrol', 'diesel') AND l.gearbox = 'manual'
    ORDER BY l.acquired_on DESC, l.id DESC LIMIT 50
"""
ADDRESS = "bench-raw/"
# The same question for the page.
PAGE = "stock/?fuel=petrol&fuel=diesel&gearbox=manual&size=50"


@requires(*VIEW_ROLES)
def raw_list(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS)
        return JsonResponse({"rows": cursor.fetchall()})


urlpatterns = [path(ADDRESS, raw_list), *of_the_product]
