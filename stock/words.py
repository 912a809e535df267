"""What people call the events and pages of this app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from garageflow.audit.registry import Words
from garageflow.ui.templatetags.ui import money
from stock.models import Listing, Status


def _price(facts: Mapping[str, Any]) -> str:
    before, after = facts.get("before"), facts.get("after")
    if not isinstance(before, int) or not isinstance(after, int):
        return _("Price changed")
    return _("Price: %(before)s → %(after)s") % {"before": money(before, 0), "after": money(after, 0)}


def _status(facts: Mapping[str, Any]) -> str:
    names = dict(Status.choices)
    before, after = (names.get(facts.get(key, ""), "–") for key in ("before", "after"))
    return _("Status: %(before)s → %(after)s") % {"before": before, "after": after}


def _changed(facts: Mapping[str, Any]) -> str:
    names = facts.get("fields", [])
    labels = {field.name: str(field.verbose_name) for field in Listing._meta.fields}
    known = [labels[name] for name in names if name in labels] if isinstance(names, list) else []
    return _("Offer changed: %(fields)s") % {"fields": ", ".join(known)} if known else _("Offer changed")


EVENTS: dict[str, Words] = {
    "stock.listing_added": _lazy("Taken into stock"),
    "stock.listing_changed": _changed,
    "stock.listing_deleted": _lazy("Deleted from stock (30 days in the bin)"),
    "stock.listing_restored": _lazy("Put back into stock"),
    "stock.price_changed": _price,
    "stock.status_changed": _status,
    "stock.shop_changed": _lazy("Moved to shop %(shop)s"),
    "stock.reserved": _lazy("Reserved for %(reserved_for)s by %(member)s"),
    "stock.released": _lazy("Reservation released"),
    "stock.sold": _lazy("Sold to %(buyer)s"),
    "stock.sale_cancelled": _lazy("Sale to %(buyer)s called off"),
    "stock.delivered": _lazy("Handed over to %(buyer)s"),
    "stock.photos_added": _lazy("%(count)s photos added"),
    "stock.photos_ordered": _lazy("Photos put in order"),
    "stock.photo_removed": _lazy("Photo removed"),
    "stock.enquiry_received": _lazy("A visitor of the website asked about this car"),
    "stock.filter_saved": _lazy("Filter saved: %(name)s"),
    "stock.filter_removed": _lazy("Saved filter removed: %(name)s"),
}

ROUTES: dict[str, str | Promise] = {
    "list": _lazy("Stock"),
    "import": _lazy("Bring a stock from a file"),
    "import-template": _lazy("Empty list for a stock"),
    "import-check": _lazy("Check a stock from a file"),
    "import-errors": _lazy("Wrong lines of a stock from a file"),
    "import-start": _lazy("Take over a stock from a file"),
    "cars-entrance": _lazy("Public pages: entrance"),
    "cars": _lazy("Public pages: the cars"),
    "cars-embedded": _lazy("Public pages: the cars inside another site"),
    "cars-feed": _lazy("Public pages: feed for advertising sites"),
    "cars-sitemap": _lazy("Public pages: list for search engines"),
    "car": _lazy("Public pages: one car"),
    "car-photo": _lazy("Public pages: a photo"),
    "enquiry": _lazy("Public pages: ask about a car"),
    "export": _lazy("Export the stock"),
    "move": _lazy("Change status or shop of many vehicles"),
    "window-cards": _lazy("Print window cards"),
    "saved-filters": _lazy("Saved filters"),
    "filter-save": _lazy("Save a filter"),
    "filter-remove": _lazy("Remove a saved filter"),
    "columns": _lazy("Columns of the stock list"),
    "new": _lazy("Add a vehicle to the stock"),
    "vehicle": _lazy("A vehicle in stock"),
    "vehicle-files": _lazy("Documents and history of a vehicle in stock"),
    "vehicle-edit": _lazy("Edit a vehicle in stock"),
    "document-add": _lazy("Add a document to a vehicle"),
    "photo": _lazy("A photo of a vehicle"),
    "photos-add": _lazy("Add photos"),
    "photos-order": _lazy("Put photos in order"),
    "photo-remove": _lazy("Remove a photo"),
    "price": _lazy("Change the price of a vehicle"),
    "status": _lazy("Change the status of a vehicle"),
    "reservation": _lazy("Reserve a vehicle"),
    "reservation-release": _lazy("Release a reservation"),
    "sale": _lazy("Sell a vehicle"),
    "sale-cancel": _lazy("Call a sale off"),
    "delivery": _lazy("Hand a vehicle over"),
    "receipt": _lazy("Print a handover receipt"),
    "delete": _lazy("Delete a vehicle from stock"),
    "restore": _lazy("Take a vehicle out of the bin"),
    "bin": _lazy("The bin of the stock"),
}
