"""A sales desk and its Car-Passes: asked of the list, renewed one by one, sixty at once, shown to buyers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import translation
from django.utils.translation import gettext as _
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from carpass.domain.renewals import RENEW
from carpass.models import CarPassAccount, Renewal
from carpass.simulator.server import Simulator
from carpass.status import CarPassStatus
from garageflow.audit.models import Entry
from garageflow.crypto import encrypt
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.languages import locale_of
from garageflow.tenancy.models import Garage, Role, Shop
from stock.models import Listing, Status
from tests.browser.conftest import OpenBrowser
from tests.browser.doubled import inside_the_server
from tests.carpass.conftest import ACCOUNT, ENTERPRISE, at_work, play, quick, ready, simulator
from tests.conftest import client_of
from tests.factories import MemberFactory
from tests.security.doors import ALL_TESTS

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

__all__ = ["play", "quick", "simulator"]

OWN_PASSWORD = "correct horse battery"
GOLF = 7
MANY = range(101, 161)
# What Car-Pass answers with when it is asked to fail, as it stands on the page.
FAULTS = {
    "500": "An internal error occurred.",
    "503": "Car-Pass is being maintained. Try again later.",
    "429": "Too many requests. Try again in a moment.",
    "timeout": "",
    "drop_after_commit": "",
}


@inside_the_server
@pytest.mark.parametrize("language", ["nl", "fr", "en"] if ALL_TESTS else ["nl"])
def test_the_life_of_a_sales_desk(
    open_browser: OpenBrowser,
    calm: None,
    quick: None,
    peeters: Garage,
    simulator: Simulator,
    play: Callable[[str, int], None],
    language: str,
):
    peeters.features = ["stock", "car_pass"]
    peeters.save(update_fields=["features"])
    with garage_active(peeters):
        fill_the_stock(language)
        seller = MemberFactory(roles=[Role.SALES], membership__user__language=language)
    page = open_browser(client_of(Actor.of_member(seller)), language=language, accept_downloads=True)
    desk = Desk(page, peeters, Actor.of_member(seller), simulator, play)
    with translation.override(locale_of(language, peeters)):
        desk.is_told_that_the_vat_number_is_missing()
        desk.asks_for_a_status_and_keeps_it_as_a_tab()
        desk.hears_what_car_pass_says()
        desk.renews_by_a_double_click()
        desk.opens_the_pdf()
        desk.renews_sixty_and_the_failed_ones_again()
        desk.sees_the_password_of_the_account()
        desk.moves_a_column_with_the_keyboard()
    # Nothing asks the site any more when its database is emptied.
    page.goto("about:blank")


def fill_the_stock(language: str) -> None:
    """A Golf whose Car-Pass expired, sixty cars without one, and some of the other kinds."""
    shop = Shop.objects.create(name="Antwerpen")
    CarPassAccount.objects.create(
        shop=shop,
        enterprise_number=ENTERPRISE,
        organisation_name="Garage Peeters",
        user_name=ACCOUNT.user_name,
        encrypted_password=encrypt(ACCOUNT.password),
        language=language,
    )
    golf = ready(number=GOLF, vin="WVWZZZ1KZ8W000001", km=58_214)
    today = golf.garage.today()
    others = [ready(number=10 + n, vin=f"VF3CCHMZ6GW0000{n:02d}", km=20_000 + n) for n in range(5)]
    for vehicle, days in zip((golf, *others), (-3, -40, 9, 14, 15, 50), strict=True):
        vehicle.car_pass_valid_until = today + timedelta(days=days)
        vehicle.save(update_fields=["car_pass_valid_until"])
    many = [ready(number=number, vin=f"VF1LM1B0H36666{number:03d}", km=10_001 + number) for number in MANY]
    for place, vehicle in enumerate((golf, *others, *many)):
        Listing.objects.create(
            vehicle=vehicle,
            shop=shop,
            status=Status.FOR_SALE,
            price_amount=1_500_000,
            acquired_on=today - timedelta(days=place),
        )


@dataclass
class Desk:
    page: Page
    garage: Garage
    seller: Actor
    simulator: Simulator
    play: Callable[[str, int], None]

    def is_told_that_the_vat_number_is_missing(self) -> None:
        self.page.goto("/g/peeters/stock/")
        expect(self.page.get_by_text(_("No Car-Pass can be made yet"))).to_be_visible()
        self._renew()
        refusal = _("Without the VAT number of the garage no Car-Pass can be made.")
        expect(self._mark.get_by_text(refusal)).to_be_visible()
        Garage.objects.filter(pk=self.garage.pk).update(vat_number=f"BE{ENTERPRISE}")
        self.page.reload()
        expect(self.page.get_by_text(_("No Car-Pass can be made yet"))).to_have_count(0)

    def asks_for_a_status_and_keeps_it_as_a_tab(self) -> None:
        """Add criterion → CarPassStatus → several values with their counts → saved as a tab."""
        self.page.locator("[data-panel] > summary").click()
        self.page.get_by_placeholder(_("Search a criterion")).fill("carpass")
        self.page.locator("#criteria-list").get_by_role("link", name="CarPassStatus").click()
        choices = self.page.locator("[data-name=car_pass] .choices label")
        expect(choices).to_have_text(
            [
                f"{CarPassStatus.ACTIVE.label}2",
                f"{CarPassStatus.EXPIRING.label}2",
                f"{CarPassStatus.EXPIRED.label}2",
                f"{CarPassStatus.MISSING.label}60",
            ]
        )
        choices.filter(has_text=str(CarPassStatus.EXPIRED.label)).locator("input").check()
        expect(self._rows).to_have_count(2)
        choices.filter(has_text=str(CarPassStatus.EXPIRING.label)).locator("input").check()
        expect(self._rows).to_have_count(4)
        self.page.keyboard.press("Escape")

        self.page.get_by_role("link", name=_("Save this filter")).click()
        dialog = self.page.get_by_role("dialog")
        dialog.locator("[name=name]").fill("Te doen")
        dialog.get_by_role("button", name=_("Save")).click()
        tab = self.page.locator(".tabs").get_by_role("link", name="Te doen")
        expect(tab).to_have_attribute("aria-current", "page")
        expect(tab).to_contain_text("4")
        expect(self._rows).to_have_count(4)

    def hears_what_car_pass_says(self) -> None:
        """Every fault of Car-Pass: its words as received, its telephone, the way to the account."""
        for fault, message in FAULTS.items():
            self.play(fault, 3)
            self._renew()
            self._works()
            failure = self._mark.locator(".car-pass-failure")
            expect(failure).to_be_visible()
            if message:
                expect(failure.locator("q")).to_have_text(_(message))
            expect(failure.get_by_role("link", name="02 773 50 56")).to_have_attribute(
                "href", "tel:+3227735056"
            )
            expect(failure.get_by_role("link", name=_("Car-Pass account"))).to_have_attribute(
                "href", "https://professionals.car-pass.be/auth/login"
            )
            self.page.reload()

    def renews_by_a_double_click(self) -> None:
        """Slow, so that the second click falls into the first request; the badge says when it is done."""
        self.play("slow", 1)
        known = len(self.simulator.api.register.observations())
        self._renew(twice=True)
        expect(self._mark.get_by_text(_("Being renewed"))).to_be_visible()
        self._works()
        expect(self._mark.locator("summary.badge")).to_have_text(str(CarPassStatus.ACTIVE.label))
        with garage_active(self.garage):
            assert Renewal.objects.filter(state="done").count() == 1
            assert not Renewal.objects.open().exists()
        # What was lost before was the same observation under the same key.
        assert len(self.simulator.api.register.observations()) == max(known, 1)

    def opens_the_pdf(self) -> None:
        self._mark.locator("summary.badge").click()
        with self.page.expect_popup() as opened:
            self._mark.get_by_role("link", name=_("Open the Car-Pass site")).click()
        expect(opened.value.get_by_text("WVWZZZ1KZ8W000001").first).to_be_visible()
        opened.value.close()
        with self.page.expect_download() as download:
            self._mark.get_by_role("link", name=_("Download the PDF")).click()
        text = PdfReader(download.value.path()).pages[0].extract_text()
        # Written in groups.
        assert "WVWZZZ1KZ8W000001" in "".join(text.split())

    def renews_sixty_and_the_failed_ones_again(self) -> None:
        self.page.goto("/g/peeters/stock/?car_pass=missing&size=100")
        expect(self._rows).to_have_count(60)
        self.page.get_by_role("checkbox", name=_("Choose all of this page")).check()
        # Each is tried three times, one after the other: two are left that have used up their tries.
        self.play("503", 2 * 60 + 2)
        self.page.get_by_role("button", name=_("Renew Car-Pass")).click()
        expect(self.page.get_by_role("progressbar")).to_be_visible()
        at_work([RENEW])
        expect(self.page.locator(".car-pass-failure")).to_have_count(2, timeout=30_000)
        expect(self.page.locator(".car-pass-failure q").first).to_have_text(_(FAULTS["503"]))
        self.page.get_by_role("button", name=_("Try the failed ones again")).click()
        expect(self.page.locator("tbody tr")).to_have_count(2)
        at_work([RENEW])
        expect(self.page.locator("tbody .badge[data-tone=ok]")).to_have_count(2, timeout=30_000)
        self.page.goto("/g/peeters/stock/?car_pass=missing")
        expect(self.page.get_by_text(_("No vehicle fits these criteria."))).to_be_visible()

    def sees_the_password_of_the_account(self) -> None:
        self.page.goto("/g/peeters/stock/")
        card = self.page.locator("#car-pass-accounts")
        expect(card).to_contain_text(ACCOUNT.user_name)
        card.get_by_role("link", name=_("Show the password")).click()
        expect(self.page.get_by_text(ACCOUNT.password)).to_have_count(0)
        self.page.locator("input[name=password]").fill("not my password")
        self.page.get_by_role("button", name=_("Show the password")).click()
        expect(self.page.locator(".field .error")).to_be_visible()
        self.page.locator("input[name=password]").fill(OWN_PASSWORD)
        self.page.get_by_role("button", name=_("Show the password")).click()
        expect(self.page.get_by_role("code")).to_have_text(ACCOUNT.password)
        with garage_active(self.garage):
            seen = Entry.objects.get(event="carpass.password_revealed")
            assert seen.actor_label == self.seller.label

    def moves_a_column_with_the_keyboard(self) -> None:
        self.page.goto("/g/peeters/stock/columns/")
        plate = self.page.get_by_role("button", name=f"{_('Move up')}: {_('Plate')}")
        plate.focus()
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Enter")
        expect(plate).to_be_focused()
        expect(self.page.locator("[data-moved]")).to_have_text(f"{_('Plate')}: {_('now in place')} 1")
        self.page.get_by_role("button", name=_("Save")).click()
        expect(self.page.locator("table.stock thead th").nth(1)).to_have_text(_("Plate"))

    @property
    def _mark(self) -> Locator:
        return self.page.locator(f"#car-pass-{GOLF}")

    @property
    def _rows(self) -> Locator:
        return self.page.locator("table.stock tbody tr")

    def _renew(self, *, twice: bool = False) -> None:
        button = self._mark.get_by_role("button", name=_("Renew"))
        button.dblclick() if twice else button.click()

    def _works(self) -> None:
        """The page has asked; a worker answers."""
        expect(self._mark.get_by_role("progressbar")).to_be_visible()
        at_work()
