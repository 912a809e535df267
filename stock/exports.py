"""The list as a table: exactly what is filtered, in its order, whatever columns are on the screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from carpass.status import CarPassStatus
from garageflow.tables.writing import Value
from garageflow.vehicles.models import Fuel
from stock.columns import label_of
from stock.counts import car_pass_of
from stock.filters import Day
from stock.models import Body, Gearbox, Listing, Status, VatRegime


def export_headers(*, with_car_pass: bool) -> list[str]:
    return [
        _("number"),
        _("make"),
        _("model"),
        _("version"),
        _("plate"),
        _("country"),
        _("VIN"),
        _("first registration"),
        _("mileage"),
        _("fuel"),
        _("gearbox"),
        _("body"),
        _("price"),
        _("VAT regime"),
        _("in stock since"),
        _("days in stock"),
        _("shop"),
        _("status"),
        *([_("Car-Pass status"), _("Car-Pass valid until")] if with_car_pass else []),
    ]


def export_rows(listings: Iterable[Listing], day: Day, *, with_car_pass: bool) -> Iterator[list[Value]]:
    for listing in listings:
        cells: list[Value] = [
            listing.number,
            listing.make,
            listing.model_name,
            listing.version,
            listing.vehicle.plate_display,
            listing.vehicle.plate_country,
            listing.vin,
            listing.first_registered_on,
            listing.km,
            label_of(Fuel, listing.fuel),
            label_of(Gearbox, listing.gearbox),
            label_of(Body, listing.body),
            listing.price_amount / 100 if listing.price_amount else None,
            str(VatRegime(listing.vat_regime).label),
            listing.acquired_on,
            listing.days_in_stock(day.today),
            listing.shop.name,
            str(Status(listing.status).label),
        ]
        yield [*cells, *_car_pass_cells(listing, day)] if with_car_pass else cells


def _car_pass_cells(listing: Listing, day: Day) -> list[Value]:
    status = car_pass_of(listing.car_pass_key, day)
    has_date = status not in (CarPassStatus.MISSING, CarPassStatus.NOT_NEEDED)
    return [str(status.label), listing.car_pass_key if has_date else None]
