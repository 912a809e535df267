"""A driver's life on his phone, in French and Dutch: quote, inspections (one typed offline), certified."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from convoy.domain.quotes import accept_quote
from convoy.models import Inspection, Mission, Quote
from convoy.models.inspection import OBLIGATORY_PHOTOS
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from tests.browser.conftest import OpenBrowser
from tests.conftest import client_of
from tests.convoy.factories import actor_of, make_driver, make_trip
from tests.factories import GarageFactory

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

WORDS = {
    "nl": {
        "quote": "Offerte indienen",
        "certify": "Ik heb dit voertuig afgeleverd",
        "sent": "Ondertekend en verstuurd.",
    },
    "fr": {"quote": "Déposer le devis", "certify": "J’ai livré ce véhicule", "sent": "Signé et envoyé."},
}


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_a_driver_quotes_drives_and_certifies(open_browser: OpenBrowser, tmp_path: Path, language: str):
    garage = GarageFactory(slug="peeters", languages=[language], features=["convoy"])
    with garage_active(garage):
        driver = make_driver(language=language)
        driver.member.membership.user.language = language
        driver.member.membership.user.save()
        trip = make_trip(SYSTEM)
        client = client_of(actor_of(driver))
    picture = tmp_path / "photo.jpg"
    Image.new("RGB", (2400, 1600), (90, 120, 160)).save(picture)
    words = WORDS[language]
    page = open_browser(client, language=language, has_touch=True)
    page.set_viewport_size({"width": 390, "height": 844})

    page.goto("/g/peeters/partner/")
    page.get_by_role("link", name="Antwerpen").first.click()
    page.goto(f"/g/peeters/partner/trips/{trip.number}/quote/")
    page.locator("#id_transport_amount").fill("20")
    page.locator("#id_service_amount").fill("95,50")
    page.get_by_role("button", name=words["quote"]).click()
    page.wait_for_url("**/partner/quotes/")
    with garage_active(garage):
        quote = Quote.objects.select_related("trip").get()
        assert quote.total_amount == 11_550
        mission = accept_quote(quote, by=SYSTEM)

    page.goto(f"/g/peeters/partner/missions/{mission.number}/")
    for kind in ("departure", "arrival"):
        page.goto(f"/g/peeters/partner/missions/{mission.number}/inspection/{kind}/")
        for place in OBLIGATORY_PHOTOS:
            page.locator(f"[data-place={place.value}] input[type=file]").set_input_files(picture)
            page.locator(f"[data-place={place.value}][data-done]").wait_for()
        page.locator("#id_km").fill("52.310" if kind == "departure" else "52.375")
        page.select_option("#id_fuel_eighths", "5")
        page.locator("svg.car").click(position={"x": 120, "y": 150})
        page.locator("#id_counterpart_name").fill("An Martens")
        for name in ("driver_signature", "counterpart_signature"):
            _sign(page, name)
        if kind == "arrival":
            # The car park has no coverage: nothing reaches the garage until it is back.
            page.evaluate(
                "() => { window.wire = fetch; window.fetch = () => Promise.reject(new TypeError('none')); }"
            )
        page.locator("form[data-inspection] > button").click()
        if kind == "arrival":
            page.locator(".offline").wait_for()
            with garage_active(garage):
                assert not Inspection.objects.filter(kind="arrival").exists()
            page.evaluate("() => { window.fetch = window.wire; window.dispatchEvent(new Event('online')); }")
        page.wait_for_url(f"**/partner/missions/{mission.number}/")
        page.get_by_text(words["sent"]).wait_for()

    page.goto(f"/g/peeters/partner/missions/{mission.number}/certification/")
    page.get_by_role("button", name=words["certify"]).click()
    page.wait_for_url(f"**/partner/missions/{mission.number}/")
    with garage_active(garage):
        mission = Mission.objects.get()
        assert (mission.state, mission.is_web_certified) == ("certified", False)
        assert list(Inspection.objects.order_by("pk").values_list("km", flat=True)) == [52_310, 52_375]


def _sign(page, name: str) -> None:
    canvas = page.locator(f"[data-signature={name}] canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 50)
    page.mouse.down()
    for step in range(10):
        page.mouse.move(box["x"] + 20 + step * 20, box["y"] + 50 + (15 if step % 2 else -15))
    page.mouse.up()
