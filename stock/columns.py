"""The columns of the stock list: which there are, which a member sees, and how a cell is printed.

Cells are made in Python, because the template engine was most of the page (docs/measured.md); a member's
choice of columns is then a matter of which functions are called.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from garageflow.ui.addresses import address_of, address_of_any
from garageflow.ui.markup import markup
from garageflow.ui.templatetags.ui import badge, km, money, number, plate, vin
from garageflow.vehicles.models import Fuel
from stock.models import Body, Gearbox, Listing, Status

STATUS_TONES = {
    Status.INCOMING: "busy",
    Status.IN_PREPARATION: "soon",
    Status.FOR_SALE: "ok",
    Status.RESERVED: "busy",
    Status.SOLD: "none",
    Status.DELIVERED: "none",
}

# A car seen from the side, where there is no photo yet; the style sheet tints it.
_SILHOUETTE = mark_safe(
    '<svg viewBox="0 0 64 26" aria-hidden="true"><path d="M5 19c-2 0-3-1-3-3 0-3 2-4 6-4.5l7-1L22 5c2'
    "-1.5 4-2 7-2h11c4 0 6 1 8 3l5 5c6 .5 9 2 9 5 0 2-1 3-3 3h-3a5.5 5.5 0 0 0-11 0H19a5.5 5.5 0 0 0-"
    '11 0zM25 10h10V5.5h-6c-1.5 0-2.5.3-3.5 1.2zm12.5 0H48l-3-3.2C44 5.8 43 5.5 41 5.5h-3.5z"/><circl'
    'e cx="13.5" cy="19.5" r="4"/><circle cx="50.5" cy="19.5" r="4"/></svg>'
)
_PAINTS = 6


@dataclass(frozen=True, slots=True)
class RowContext:
    today: date
    # The mark of each vehicle by its id, ready made.
    car_passes: dict[int, SafeString]
    # Names by id.
    shops: dict[str, str]
    # Of the page and the photo of a vehicle, looked up once for all rows.
    vehicle_url: str = field(default_factory=lambda: address_of_any("stock:vehicle"))
    photo_url: str = field(default_factory=lambda: address_of_any("stock:photo", "small"))
    # Words that every row says.
    choose_words: str = field(default_factory=lambda: _("Choose %(vehicle)s"))
    km_words: str = field(default_factory=lambda: _("Mileage"))
    status_words: str = field(default_factory=lambda: _("Status"))

    def url_of(self, listing: Listing) -> str:
        return address_of(self.vehicle_url, listing.number)

    def cover_url_of(self, listing: Listing) -> str:
        return address_of(self.photo_url, listing.cover_id)


Cell = Callable[[Listing, RowContext], SafeString]


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    label: str | Promise
    cell: Cell
    sort: str = ""
    kind: str = ""
    # Left out where the sheet is narrow (docs/design.md, section 4).
    minor: int = 0
    feature: str = ""


def _thumbnail(listing: Listing, context: RowContext) -> SafeString:
    if listing.cover_id:
        return markup(
            '<img class="thumb" src="{}" alt="" loading="lazy" width="64" height="44">',
            context.cover_url_of(listing),
        )
    return markup('<span class="thumb" data-paint="{}">{}</span>', listing.number % _PAINTS, _SILHOUETTE)


def subtitle(listing: Listing) -> str:
    parts = (listing.version, label_of(Fuel, listing.fuel), label_of(Gearbox, listing.gearbox))
    return " · ".join(part for part in parts if part)


def label_of(choices: type[Fuel] | type[Gearbox] | type[Body], value: str) -> str:
    return _label(choices, value, get_language()) if value else ""


@cache
def _label(choices: type[Fuel] | type[Gearbox] | type[Body], value: str, language: str | None) -> str:
    """`language` is the one that is active."""
    return str(choices(value).label)


def _photo(listing: Listing, context: RowContext) -> SafeString:
    return markup('<td data-cell="photo">{}</td>', _thumbnail(listing, context))


def _title(listing: Listing, context: RowContext) -> SafeString:
    return markup(
        '<th scope="row" data-cell="title"><a href="{}">{}</a><small class="clip">{}</small></th>',
        context.url_of(listing),
        listing.title,
        subtitle(listing),
    )


def _plate(listing: Listing, context: RowContext) -> SafeString:
    vehicle = listing.vehicle
    shown = plate(vehicle.plate_country, vehicle.plate_display) if vehicle.plate else ""
    return markup('<td data-cell="second">{}</td>', shown)


def _vin(listing: Listing, context: RowContext) -> SafeString:
    return markup('<td data-minor="1">{}</td>', vin(listing.vin))


def _registered(listing: Listing, context: RowContext) -> SafeString:
    day = listing.first_registered_on
    return markup('<td class="num soft" data-minor="1">{}</td>', f"{day:%m/%Y}" if day else "")


def _km(listing: Listing, context: RowContext) -> SafeString:
    return markup('<td class="num" data-label="{}">{}</td>', context.km_words, km(listing.km))


def _days(listing: Listing, context: RowContext) -> SafeString:
    days = number(listing.days_in_stock(context.today))
    return markup('<td class="num soft" data-minor="2">{}</td>', days)


def _price(listing: Listing, context: RowContext) -> SafeString:
    words = money(listing.price_amount, 0) if listing.price_amount else "–"
    return markup('<td class="num" data-cell="value">{}</td>', words)


def _status(listing: Listing, context: RowContext) -> SafeString:
    status = Status(listing.status)
    return markup(
        '<td data-label="{}">{}</td>',
        context.status_words,
        badge(STATUS_TONES[status], str(status.label).capitalize()),
    )


def _car_pass(listing: Listing, context: RowContext) -> SafeString:
    mark = context.car_passes.get(listing.vehicle_id, "")
    return markup('<td data-cell="status">{}</td>', mark)


def _shop(listing: Listing, context: RowContext) -> SafeString:
    return markup('<td class="soft" data-minor="2">{}</td>', context.shops[str(listing.shop_id)])


def _plain(value: Callable[[Listing], object]) -> Cell:
    def cell(listing: Listing, context: RowContext) -> SafeString:
        return markup('<td class="soft" data-minor="2">{}</td>', value(listing))

    return cell


TITLE = "model"
COLUMNS = {
    column.key: column
    for column in (
        Column("photo", gettext_lazy("Photo"), _photo),
        Column("number", gettext_lazy("Number"), _plain(lambda listing: listing.number), "number", minor=2),
        Column(TITLE, gettext_lazy("Vehicle"), _title, "model"),
        Column("plate", gettext_lazy("Plate"), _plate, "plate"),
        Column("vin", gettext_lazy("VIN"), _vin, "vin", minor=1),
        Column("registered", gettext_lazy("Registered"), _registered, "registered", "num", 1),
        Column("km", gettext_lazy("Mileage"), _km, "km", "num"),
        Column("fuel", gettext_lazy("Fuel"), _plain(lambda one: label_of(Fuel, one.fuel)), "fuel", minor=2),
        Column(
            "gearbox",
            gettext_lazy("Gearbox"),
            _plain(lambda one: label_of(Gearbox, one.gearbox)),
            "gearbox",
            minor=2,
        ),
        Column("body", gettext_lazy("Body"), _plain(lambda one: label_of(Body, one.body)), "body", minor=2),
        Column("days", gettext_lazy("Days"), _days, "days", "num", 2),
        Column("price", gettext_lazy("Price"), _price, "price", "num"),
        Column("shop", gettext_lazy("Shop"), _shop, "shop", minor=2),
        Column("status", gettext_lazy("Status"), _status, "status"),
        Column("car_pass", "Car-Pass", _car_pass, "car_pass", feature="car_pass"),
    )
}
USUAL = ("photo", TITLE, "plate", "vin", "registered", "km", "days", "price", "car_pass")


def row_html(listing: Listing, columns: Sequence[Column], context: RowContext) -> SafeString:
    select = markup(
        '<td data-cell="select"><input type="checkbox" name="numbers" value="{}" aria-label="{}"></td>',
        listing.number,
        context.choose_words % {"vehicle": listing.title},
    )
    cells = "".join(column.cell(listing, context) for column in columns)
    # Every cell is escaped by itself.
    return mark_safe(f"<tr>{select}{cells}</tr>")  # noqa: S308
