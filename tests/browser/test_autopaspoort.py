"""The night of a garage, as reception sees it: what no test of one answer can show."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from autopaspoort.domain.customer_lists import confirm_customer_list
from autopaspoort.domain.passports import offer_token
from autopaspoort.models import Passport
from garageflow.jobs.domain.work import work_until_idle
from garageflow.mail.models import OutboxMail
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from tests.autopaspoort.lists import csv_of, stage
from tests.factories import PassportFactory

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

JAN = "1-ABC-123;Jan;Jansen;jan@example.be;Kerkstraat;1;2000;Antwerpen"
BAD_EMAIL = "1-ABC-124;Els;Peeters;els.example.be;Kerkstraat;2;2000;Antwerpen"
NO_PLATE = ";Piet;Pietersen;piet@example.be;;;;"


@pytest.fixture(autouse=True)
def demo(settings, monkeypatch):
    settings.DEMO = True
    # Playwright's loop runs in this thread; nothing of ours is asynchronous.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture
def open_page(live_server, browser, as_reception):
    """A page as reception sees it; every complaint of the browser fails the test."""
    contexts, complaints = [], []
    expected = re.compile(r"status of (422|410)")

    def complain(message):
        if message.type == "error" and not expected.search(message.text):
            complaints.append(message.text)

    def open_one(path, *, width=1280, script=True, signed_in=True):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            locale="en-GB",
            reduced_motion="reduce",
        )
        contexts.append(context)
        if signed_in:
            session = as_reception.cookies["session"].value
            context.add_cookies([{"name": "session", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.on("console", complain)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


def test_a_list_is_mended_uploaded_planned_run_and_watched(open_page, peeters):
    page = open_page("/g/peeters/autopaspoort/customer-lists/new/")
    broken = csv_of(JAN, '1-ABC-124;"Els;Peeters;els@example.be;;;;')
    page.get_by_label("Customer list").set_input_files(
        {"name": "november.csv", "mimeType": "text/csv", "buffer": broken}
    )
    page.get_by_label("Send the AutoPaspoorten").check()
    page.get_by_role("button", name="Upload and check").click()
    expect(page.locator(".field .error")).to_contain_text("Line 3: A quotation mark opens here")
    expect(page.get_by_label("Send the AutoPaspoorten")).to_be_checked()

    mended = {"name": "november.csv", "mimeType": "text/csv", "buffer": csv_of(JAN, BAD_EMAIL, NO_PLATE)}
    page.get_by_label("Customer list").set_input_files(mended)
    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check the customer list")
    page.locator(".tiles a", has_text="Refused").click()
    expect(page.get_by_text("Kenteken: There is no plate.")).to_be_visible()
    # Looking through the lines leaves the tick as it is.
    expect(page.get_by_label("Send the AutoPaspoorten")).to_be_checked()
    page.get_by_role("button", name="Plan it for").click()

    expect(page.get_by_text("Not started")).to_be_visible()
    page.get_by_role("button", name="Run now").click()
    work_until_idle(kinds=["autopaspoort.customer_list"])
    # The page looks again by itself.
    expect(page.get_by_text("Completed with errors")).to_be_visible(timeout=10_000)
    expect(page.locator(".tabs")).to_contain_text("Created 2")
    expect(page.locator(".stats > div", has_text="Invalid").locator("dd")).to_have_text("1")
    with garage_active(peeters):
        assert [mail.to for mail in OutboxMail.objects.all()] == ["jan@example.be"]


def test_a_batch_is_cancelled_by_a_dialog(open_page, peeters):
    page = open_page("/g/peeters/autopaspoort/customer-lists/new/")
    page.get_by_label("Customer list").set_input_files(
        {"name": "november.csv", "mimeType": "text/csv", "buffer": csv_of(JAN)}
    )
    page.get_by_role("button", name="Upload and check").click()
    page.get_by_role("button", name="Plan it for").click()

    page.get_by_role("link", name="Cancel the batch").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel the batch").click()

    expect(page.get_by_text("Cancelled", exact=True)).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_leaving_a_profile_asks_and_sends(open_page, peeters, script):
    with garage_active(peeters):
        PassportFactory(vehicle__number=7, customer__email="jan@example.be")
    page = open_page("/g/peeters/autopaspoort/7/", script=script)

    page.get_by_role("link", name="Back to My AutoPaspoorten").click()
    question = page.get_by_role("dialog") if script else page.get_by_role("main")
    expect(question).to_contain_text("gets an e-mail with a link")
    question.get_by_role("button", name="Send").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("My AutoPaspoorten")
    with garage_active(peeters):
        assert Passport.objects.get().state == "offered"


def test_what_is_changed_in_place_shows_everywhere_on_the_page(open_page, peeters):
    with garage_active(peeters):
        PassportFactory(vehicle__number=7, customer__email="jan", customer__email_state="syntax")
    page = open_page("/g/peeters/autopaspoort/7/")
    arrow = page.get_by_role("link", name="Back to My AutoPaspoorten")
    expect(arrow).not_to_have_attribute("data-opens", "leaving")

    page.locator("#owner").get_by_role("link", name="Edit").click()
    page.locator("#owner").get_by_label("E-mail address").fill("jan@example.be")
    page.locator("#owner").get_by_role("button", name="Save").click()

    expect(page.get_by_text("The owner is saved.")).to_be_visible()
    expect(page.get_by_text("E-mail address corrected")).to_be_visible()
    expect(arrow).to_have_attribute("data-opens", "leaving")

    page.get_by_label("Odometer reading").fill("58.214")
    page.get_by_role("button", name="Record reading").click()
    expect(page.locator("#odometer")).to_contain_text("58,214")
    page.get_by_label("Odometer reading").fill("12")
    page.get_by_role("button", name="Record reading").click()
    page.get_by_label("The reading is right").check()
    page.get_by_role("button", name="Record reading").click()
    expect(page.locator("#odometer .timeline li").first).to_contain_text("12")


def test_an_address_is_corrected_in_place(open_page, peeters):
    with garage_active(peeters):
        for number in (7, 8):
            PassportFactory(vehicle__number=number, customer__email_state="bounced")
    page = open_page("/g/peeters/autopaspoort/invalid-emails/")
    row = page.locator("#v7")

    row.get_by_label("E-mail address").fill("nobody")
    row.get_by_role("button").click()
    expect(row).to_contain_text("This is not an e-mail address.")
    row.get_by_label("E-mail address").fill("jan@example.be")
    row.get_by_role("button").click()

    expect(row).to_contain_text("The AutoPaspoort was sent to jan@example.be.")
    expect(page.locator("#invalid-emails")).to_have_text("1")
    expect(page.locator("#v8 form")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_sending_from_the_list_moves_the_row_to_its_tab(open_page, peeters, width):
    with garage_active(peeters):
        PassportFactory.create_batch(2)
    page = open_page("/g/peeters/autopaspoort/passports/?state=created", width=width)

    page.get_by_role("button", name="Send").first.click()

    expect(page.locator(".tabs")).to_contain_text("Offered 1")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_the_owner_accepts_on_his_phone(open_page, peeters):
    with garage_active(peeters):
        passport = PassportFactory(
            state="offered", offered_at="2026-11-01T12:00Z", expires_on="2099-01-01", offer_round=1
        )
        token = offer_token(peeters, passport)
    page = open_page(f"/g/peeters/passport/{token}/", width=390, signed_in=False)

    page.get_by_role("button", name="Accept the AutoPaspoort").click()

    page.wait_for_url("**/my/")
    with garage_active(peeters):
        assert Passport.objects.get().state == "accepted"


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_in_lists_that_wait(open_page, peeters, width):
    """States that tests/browser/test_every_page.py, which visits all pages, does not reach."""
    with garage_active(peeters):
        PassportFactory(vehicle__number=7)
        PassportFactory(customer__email_state="bounced")
        waiting = stage(csv_of(JAN, BAD_EMAIL, NO_PLATE))
        planned = stage(csv_of(JAN, NO_PLATE))
        confirm_customer_list(planned, send=True, by=SYSTEM)
    paths = (
        "invalid-emails/",
        "7/leaving/",
        f"customer-lists/{waiting.pk}/",
        f"customer-lists/{planned.pk}/",
    )
    page = open_page("/g/peeters/autopaspoort/", width=width)
    home = page.url

    for path in paths:
        page.goto(home + path)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page).response["violations"]
            nodes = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
            assert (path, scheme, nodes) == (path, scheme, [])
        assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, width)
