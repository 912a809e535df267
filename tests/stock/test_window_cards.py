from __future__ import annotations

from pypdf import PdfReader

from garageflow.documents.domain.documents import open_document
from garageflow.documents.models import PdfOrder
from garageflow.jobs.domain.work import work_until_idle
from garageflow.tenancy.active import garage_active
from stock.domain.photos import add_photos
from stock.domain.window_cards import order_window_cards
from stock.models import Equipment
from tests.stock.test_photos import picture


def test_a_card_is_one_page_with_the_price_at_its_foot(peeters, sales, make_listing):
    """WeasyPrint once laid the price below the edge of the paper: in the file, and on no page."""
    with garage_active(peeters):
        listing = make_listing(make="Volkswagen", model_name="Golf", fuel="petrol", price_amount=1_234_500)
        listing.version = "1.5 TSI Life Business"
        listing.gearbox, listing.power_kw, listing.co2_g_km = "manual", 96, 120
        listing.equipment = list(Equipment.values)
        listing.save()
        add_photos(listing, [picture()], by=sales)
        order = order_window_cards([listing.number], language="nl", by=sales)
    work_until_idle()

    with (
        garage_active(peeters),
        open_document(PdfOrder.objects.select_related("document").get(pk=order.pk).document) as file,
    ):
        [page] = PdfReader(file).pages
        places: dict[str, float] = {}
        page.extract_text(visitor_text=lambda text, _cm, at, *_: places.setdefault(text.strip(), at[5]))
    # Pixels from the upper edge, 96 to an inch; a page is measured in points, 72 to an inch.
    price, edge = places["€ 12.345"], float(page.mediabox.height) * 96 / 72
    assert max(place for text, place in places.items() if "nr." not in text) == price
    assert price < edge - 60
    assert places["adaptieve cruisecontrol"] < price - 60
