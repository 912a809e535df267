"""From the mechanic's phone to the correction form, at 390 px."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect
from pypdf import PdfReader

from carpass.models import CarPassAccount, OdometerReport
from carpass.simulator.register import KnownReading
from garageflow.crypto import encrypt
from garageflow.documents.domain.documents import open_document
from garageflow.documents.models import Document
from garageflow.mail.models import OutboxMail
from garageflow.tenancy.active import garage_active
from garageflow.workshop.models import WorkOrder
from tests.browser.conftest import OpenBrowser
from tests.browser.doubled import inside_the_server
from tests.carpass.conftest import ACCOUNT, at_work, simulator
from tests.conftest import client_of
from tests.factories import OdometerReadingFactory, ShopFactory, VehicleFactory, WorkOrderFactory

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

__all__ = ["simulator"]

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def orders(peeters, mechanic, simulator):
    """Three cars of today, each with a history, and an account to report with."""
    peeters.features = ["car_pass"]
    peeters.save(update_fields=["features"])
    today = peeters.today()
    with garage_active(peeters):
        shop = ShopFactory(name="Antwerpen", city="Antwerpen")
        CarPassAccount.objects.create(
            shop=shop,
            enterprise_number="0999521751",
            organisation_name="Peeters",
            user_name=ACCOUNT.user_name,
            encrypted_password=encrypt(ACCOUNT.password),
            language="nl",
        )
        made = []
        for number in (1, 2, 3):
            vehicle = VehicleFactory(plate_country="BE", vin=f"WVWZZZ1JZXW00000{number}")
            for years, km in ((3, 60_210), (2, 75_440), (1, 90_130)):
                day = today - timedelta(days=365 * years)
                OdometerReadingFactory(vehicle=vehicle, km=km, value=km, read_on=day)
            made.append(WorkOrderFactory(number=number, vehicle=vehicle, shop=shop, mechanic=mechanic.member))
        return made


def _photo() -> dict[str, object]:
    jpeg = BytesIO()
    Image.new("RGB", (400, 300), "navy").save(jpeg, "JPEG")
    return {"name": "dash.jpg", "mimeType": "image/jpeg", "buffer": jpeg.getvalue()}


def test_a_mechanic_enters_and_keeps_what_he_typed_offline(
    open_browser: OpenBrowser, peeters, mechanic, orders
):
    page = open_browser(client_of(mechanic), language="en")
    page.set_viewport_size(PHONE)
    page.goto("/g/peeters/my-work-orders/")
    page.get_by_role("button", name="Begin").first.click()

    form = page.locator("form[data-offline]").bounding_box()
    assert form is not None
    assert form["width"] > PHONE["width"] * 0.85
    page.get_by_label("Odometer reading").fill("104.720")
    page.get_by_label("Photo of the dashboard").set_input_files(_photo())
    page.get_by_text("Brakes", exact=True).click()
    page.get_by_label("Brake fluid").check()
    page.context.set_offline(True)
    page.get_by_role("button", name="Ready").click()
    expect(page.get_by_text("No connection.")).to_be_visible()
    page.context.set_offline(False)

    expect(page.get_by_text("Ready: reception knows.")).to_be_visible(timeout=30_000)
    with garage_active(peeters):
        order = WorkOrder.objects.get(number=1)
        assert (order.state, order.reading.km, order.reading.photo is not None) == ("ready", 104_720, True)
        assert [line.code for line in order.lines.done()] == ["brakes.fluid"]


@inside_the_server
def test_reception_ends_the_service(open_browser: OpenBrowser, peeters, reception, orders):
    page = open_browser(client_of(reception), language="en")
    page.set_viewport_size(PHONE)
    late = (peeters.today() - timedelta(days=2)).isoformat()

    # Red date, red short VIN, and a digit too many that is mended by the button.
    page.goto("/g/peeters/work-orders/1/end/")
    page.get_by_label("Date of the works").fill(late)
    expect(page.locator("#told-work_date")).to_contain_text("better late than never")
    expect(page.locator("#told-work_date")).to_have_attribute("data-tone", "now")
    vin = page.get_by_label("VIN", exact=True)
    whole = vin.input_value()
    vin.fill("ABC123")
    expect(page.locator("#told-vin")).to_have_attribute("data-tone", "now")
    vin.fill(whole)
    page.get_by_label("Odometer reading").fill("1044720")
    expect(page.get_by_role("heading", name="The reading typed here is probably wrong")).to_be_visible()
    page.get_by_role("button", name="Correct to").click()
    expect(page.get_by_role("heading", name="The reading typed here is probably wrong")).to_be_hidden()
    page.get_by_role("button", name="Send and close").click()
    expect(page.get_by_text("its report is on its way")).to_be_visible()

    # A rounded reading is confirmed here with a reason, and at Car-Pass in two steps.
    page.goto("/g/peeters/work-orders/2/end/")
    page.get_by_label("Odometer reading").fill("104000")
    page.get_by_text("The data are correct…").click()
    page.get_by_label("Why are these data correct?").fill("seen on the dashboard")
    page.get_by_role("button", name="They are correct: send").click()
    expect(page.get_by_text("its report is on its way")).to_be_visible()
    at_work()
    with garage_active(peeters):
        first, rounded = OdometerReport.objects.order_by("pk")
        assert (first.state, rounded.state) == ("ok", "anomaly")
    page.goto(f"/g/peeters/car-pass/reports/{rounded.pk}/")
    page.get_by_role("link", name="The data are correct…").click()
    once = page.get_by_role("dialog")
    expect(once.get_by_text("This counts once")).to_be_visible()
    once.get_by_label("Why are these data correct?").fill("photo of the dashboard")
    once.get_by_label("I looked at the odometer").check()
    once.get_by_role("button", name="Yes, the data are correct").click()
    expect(page.get_by_text("Car-Pass is told")).to_be_visible()
    at_work()

    # The third is put off, and found in the overview.
    page.goto("/g/peeters/work-orders/3/end/")
    page.get_by_label("Odometer reading").fill("104.721")
    page.get_by_role("button", name="Do not send now").click()
    page.goto("/g/peeters/car-pass/?state=deferred")
    expect(page.locator("tbody tr")).to_have_count(1)
    with garage_active(peeters):
        states = OdometerReport.objects.order_by("pk").values_list("state", "km")
        assert list(states) == [("ok", 104_720), ("ok", 104_000), ("deferred", 104_721)]


@inside_the_server
def test_after_two_rejected_corrections_comes_the_form(
    open_browser: OpenBrowser, peeters, reception, orders, simulator
):
    """Car-Pass knows a reading of another garage that this one never saw, and does not give in."""
    vin, today = orders[0].vehicle.vin, peeters.today()
    simulator.api.register.add_reading(KnownReading(vin, 131_250, today - timedelta(days=30), "garage"))
    page = open_browser(client_of(reception), language="en")
    page.set_viewport_size(PHONE)

    page.goto("/g/peeters/work-orders/1/end/")
    page.get_by_label("Odometer reading").fill("104720")
    page.get_by_role("button", name="Send and close").click()
    expect(page.get_by_text("its report is on its way")).to_be_visible()
    at_work()
    with garage_active(peeters):
        report = OdometerReport.objects.get()
        assert report.state == "anomaly"
    for km in ("104.721", "104.722"):
        page.goto(f"/g/peeters/car-pass/reports/{report.pk}/")
        expect(page.get_by_text("Lager dan de vorige kilometerstand van 131250 km")).to_be_visible()
        page.get_by_role("link", name="Change").click()
        page.get_by_label("Odometer reading").fill(km)
        page.get_by_role("button", name="Save and send").click()
        page.wait_for_url("**/reports/*/")
        at_work()

    page.reload()
    page.get_by_role("link", name="To the correction form").click()
    page.get_by_label("Right reading").fill("134.722")
    page.get_by_label("Explanation").fill("The second digit was misread.")
    page.get_by_label("Proofs").fill("Invoice 2026-1184")
    page.get_by_label("E-mail it to myself").check()
    page.get_by_role("button", name="Make the PDF").click()
    at_work()
    expect(page.get_by_role("link", name="PDF").first).to_be_visible(timeout=30_000)
    with garage_active(peeters):
        report.refresh_from_db()
        assert (report.state, report.rejected_corrections) == ("form_printed", 2)
        written = _text_of(report.correction_form.pdf_order.document)
        mail = OutboxMail.objects.get(kind="carpass.correction_form")
        assert (mail.to, mail.state) == (reception.member.membership.user.email, "sent")
    # What was reported first is what is wrong, not the last try to mend it.
    for words in (report.case_number, vin[-8:], "104,720 km", "134,722 km", "Invoice 2026-1184", "Signature"):
        assert words in written
    assert "104,722" not in written

    page.goto(f"/g/peeters/car-pass/reports/{report.pk}/correction-form/")
    page.get_by_role("button", name="It is sent").click()
    page.get_by_role("button", name="The case is settled").click()
    with garage_active(peeters):
        report.refresh_from_db()
        assert report.state == "closed_manual"


def _text_of(document: Document) -> str:
    with open_document(document) as file:
        return " ".join(PdfReader(file).pages[0].extract_text().split())
