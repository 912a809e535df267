"""One whole night: from a garage's Excel list, with everything Excel does to it, to an accepted passport."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from garageflow.jobs.domain.work import work_until_idle
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage, Role
from tests.browser.conftest import OpenBrowser
from tests.factories import GarageFactory, MemberFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

PASSWORD = "correct horse battery"
HEADER = "Kenteken;Voornaam;Achternaam;Email adres;Straat;Huisnummer;Postcode;Woonplaats"
ZOE = "12-ZZB-3;Zoë;Müller;zoe@example.nl;Kerkstraat;1;1011 AB;Amsterdam"
# What Excel makes of 1-E-123 and of 12-MRT-3.
A_NUMBER = "1,00E+123;Piet;Pietersen;piet@example.nl;Dorpsstraat;2;1012 AB;Amsterdam"
A_DATE = "12-mrt;Kees;de Wit;kees@example.nl;Dorpsstraat;3;1012 AB;Amsterdam"
BAD_EMAIL = "34zzb5;André;Française;andre.example.nl;Dorpsstraat;4;1012 AB;Amsterdam"
OPEN_QUOTE = '45-ZZB-6;"Jan;Jansen;jan@example.nl;Dorpsstraat;5;1012 AB;Amsterdam'
MENDED = OPEN_QUOTE.replace('"', "")


def as_excel_saves_it(*lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in ("sep=;", HEADER, *lines)).encode("cp1252")


@pytest.fixture
def garage(site: str) -> Garage:
    garage: Garage = GarageFactory(slug="dewit", name="Garage De Wit", country="NL", languages=["nl"])
    with garage_active(garage):
        MemberFactory(
            membership__user=UserFactory(email="els@dewit.example", password=PASSWORD),
            membership__roles=[Role.RECEPTION],
        )
    return garage


def test_a_list_with_excels_quirks_becomes_an_accepted_passport(open_browser: OpenBrowser, garage: Garage):
    desk = open_browser(language="en-GB")
    sign_in(desk)
    go_to_the_upload(desk)

    upload(desk, as_excel_saves_it(ZOE, A_NUMBER, A_DATE, BAD_EMAIL, OPEN_QUOTE))
    expect(desk.locator(".field .error")).to_contain_text("Line 7: A quotation mark opens here")

    upload(desk, as_excel_saves_it(ZOE, A_NUMBER, A_DATE, BAD_EMAIL, MENDED))
    expect(desk.get_by_role("heading", level=1)).to_have_text("Check the customer list")
    main = desk.get_by_role("main")
    expect(main).to_contain_text("Zoë Müller")
    expect(main).to_contain_text("1,00E+123")
    expect(main.locator(".tiles a", has_text="Refused")).to_contain_text("2")

    desk.get_by_label("Send the AutoPaspoorten").check()
    desk.get_by_role("button", name="Plan it for").click()
    desk.get_by_role("button", name="Run now").click()
    work_until_idle()
    expect(desk.get_by_text("Completed with errors")).to_be_visible()

    accept(open_browser, link_in_the_mail(desk, to="zoe@example.nl"), plate="12-ZZB-3")

    desk.goto("/g/dewit/autopaspoort/passports/?state=accepted")
    expect(desk.locator("tbody tr")).to_have_count(1)
    expect(desk.locator("tbody tr")).to_contain_text("Zoë Müller")
    # Not to the address that is none, and not to those whose plate Excel damaged.
    assert recipients(desk) == ["jan@example.nl", "zoe@example.nl"]


def test_the_lines_that_failed_come_back_as_a_file_to_mend(open_browser: OpenBrowser, garage: Garage):
    desk = open_browser(language="en-GB", accept_downloads=True)
    sign_in(desk)
    go_to_the_upload(desk)
    upload(desk, as_excel_saves_it(ZOE, A_DATE))

    with desk.expect_download() as download:
        desk.get_by_role("main").get_by_role("link", name=re.compile("line", re.IGNORECASE)).first.click()

    content = download.value.path().read_text(encoding="utf-8-sig")
    assert "12-mrt" in content
    assert "Zoë" not in content


def sign_in(page: Page) -> None:
    page.goto("/g/dewit/autopaspoort/")
    page.get_by_label("E-mail address").fill("els@dewit.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/g/dewit/autopaspoort/")


def go_to_the_upload(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name="Upload customer list").first.click()


def upload(page: Page, content: bytes) -> None:
    file = {"name": "klanten november.csv", "mimeType": "text/csv", "buffer": content}
    page.get_by_label("Customer list").set_input_files(file)
    page.get_by_role("button", name="Upload and check").click()


def link_in_the_mail(page: Page, *, to: str) -> str:
    page.goto("/dev/mail/")
    row = page.get_by_role("row", name=to)
    # Beside workers of their own it may leave a moment later.
    for _try in range(40):
        if row.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    row.get_by_role("link").first.click()
    button = page.frame_locator("iframe").get_by_role("link", name="AutoPaspoort").first
    address = button.get_attribute("href")
    assert address is not None
    return address


def accept(open_browser: OpenBrowser, address: str, *, plate: str) -> None:
    """The customer, on a phone, whom nobody knows. Opening the link is not accepting."""
    phone = open_browser(language="nl-NL")
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.goto(address)
    phone.get_by_role("button", name="AutoPaspoort").click()
    # The portal, signed in, with the car and nothing left to accept.
    phone.wait_for_url("**/my/")
    expect(phone.get_by_role("main").get_by_role("link")).to_contain_text(plate)
    expect(phone.get_by_role("button", name="AutoPaspoort")).to_have_count(0)


def recipients(page: Page) -> list[str]:
    page.goto("/dev/mail/")
    found = re.findall(r"[\w.]+@example\.nl", page.get_by_role("main").inner_text())
    return sorted(set(found))
