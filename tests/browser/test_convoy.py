"""A driver's whole life on his phone and the dispatcher's half at a desk, in French and in Dutch.

From the activation to the money; one inspection is typed where there is no coverage.
"""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from PIL import Image
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from convoy.domain.certifying import create_certification, publish_version, save_draft
from convoy.domain.invoices import issue_at_cut_off
from convoy.domain.papers import required_kinds
from convoy.domain.payments import change_billing_settings
from convoy.models import (
    Driver,
    DriverDocument,
    Expense,
    Inspection,
    Invoice,
    Mission,
    Trip,
    TripCertification,
)
from convoy.models.inspection import OBLIGATORY_PHOTOS
from garageflow.jobs.domain.work import work_until_idle
from garageflow.mail.models import OutboxMail, PlatformMail
from garageflow.mail.registry import kind_of
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM, Actor
from garageflow.tenancy.models import Garage, Role
from tests.browser.conftest import OpenBrowser
from tests.conftest import client_of
from tests.convoy.factories import make_document, make_driver, make_quote, make_trip, today
from tests.convoy.money import RECEIPT
from tests.factories import GarageFactory, MemberFactory
from tests.security.doors import ALL_TESTS

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

EMAIL, PASSWORD = "karim@convoy.example", "a long walk along the Scheldt"
LILLE = {"from_country": "FR", "from_postcode": "59000", "from_city": "Lille"}
PARIS = {"to_country": "FR", "to_postcode": "75001", "to_city": "Paris"}
MARSEILLE = {"from_country": "FR", "from_postcode": "13001", "from_city": "Marseille"}


def _reset_mail() -> str:
    mail = PlatformMail.objects.get(kind="password_reset_key")
    if mail.text:
        return mail.text
    # A worker was quicker: once sent, only the reader has what it says.
    newest = max(Path(settings.EMAIL_FILE_PATH).glob("*.eml"))
    message = email.message_from_bytes(newest.read_bytes(), policy=email.policy.default)
    return message.get_body(("plain",)).get_content()


@pytest.mark.parametrize("language", ["fr", "nl"] if ALL_TESTS else ["fr"])
def test_a_drivers_whole_life(open_browser: OpenBrowser, tmp_path: Path, language: str):
    garage = GarageFactory(
        slug="peeters",
        country="FR",
        languages=["fr", "nl"],
        features=["convoy"],
        enterprise_number="552100554",
        vat_number="FR96552100554",
    )
    with garage_active(garage):
        dispatcher = MemberFactory(roles=[Role.DISPATCHER], membership__user__language=language)
    desk = open_browser(client_of(Actor.of_member(dispatcher)), language=language)
    phone = open_browser(language=language, has_touch=True, accept_downloads=True)
    phone.set_viewport_size({"width": 390, "height": 844})
    life = Life(garage, desk, phone, tmp_path)
    with translation.override(language):
        life.gets_in()
        life.fills_in_the_profile()
        life.finds_trips_and_gets_certified()
        life.quotes_and_edits()
        life.is_chosen_for_one_and_refused_for_another()
        life.inspects("departure", km="52.310")
        life.inspects("arrival", km="52.535", is_offline=True)
        life.certifies()
        life.claims_costs_and_answers_a_question()
        life.is_paid()


@dataclass
class Life:
    garage: Garage
    desk: Page
    phone: Page
    folder: Path
    trips: dict[str, Trip] = field(default_factory=dict)
    mission: Mission | None = None

    def gets_in(self) -> None:
        """Created, activated by the contract, told by e-mail; he sets his password."""
        self.desk.goto("/g/peeters/convoy/drivers/new/")
        self.desk.locator("#id_name").fill("Karim Benali")
        self.desk.locator("#id_email").fill(EMAIL)
        self.desk.select_option("#id_language", translation.get_language())
        self.desk.select_option("#id_country", "FR")
        press(self.desk, _("Create the driver"))
        self.desk.locator("input[type=file]").first.set_input_files(self._pdf("contract.pdf"))
        press(self.desk, _("Upload and activate"))
        expect(
            self.desk.get_by_text(_("The contract is there. The driver is told by e-mail."))
        ).to_be_visible()

        with garage_active(self.garage):
            mail = OutboxMail.objects.get(kind="convoy.driver_activated")
            _label, address = kind_of(mail.kind).compose(mail).button
        self.phone.goto(address)
        self.phone.locator("#id_email").fill(EMAIL)
        self.phone.locator("main form button").first.click()
        self.phone.wait_for_url("**/done/")
        link = re.search(r"http\S+/key/\S+", _reset_mail())
        self.phone.goto(link[0])
        for box in self.phone.locator("input[type=password]").all():
            box.fill(PASSWORD)
        press(self.phone, _("Save the password"))
        self.phone.wait_for_url("**/done/")
        self.phone.goto("/g/peeters/partner/")
        self.phone.locator("input[type=email], input[name=login]").first.fill(EMAIL)
        self.phone.locator("input[type=password]").fill(PASSWORD)
        self.phone.locator("main form button").first.click()

    def fills_in_the_profile(self) -> None:
        """The first sign-in lands there. A document that soon ends is uploaded and checked."""
        self.phone.wait_for_url("**/partner/account/")
        values = {"phone": "0612345678", "street": "rue des Lilas", "house_number": "12"}
        for name, value in {**values, "postcode": "59000", "city": "Lille"}.items():
            self.phone.locator(f"#id_{name}").fill(value)
        press(self.phone, _("Save"))
        self.phone.wait_for_url("**/partner/account/documents/")
        self.phone.select_option("#id_kind", "liability")
        self.phone.locator("input[type=file]").set_input_files(self._pdf("rc-pro.pdf"))
        with garage_active(self.garage):
            soon = today() + timedelta(days=12)
        self.phone.locator("#id_valid_until_on").fill(soon.isoformat())
        press(self.phone, _("Upload"))
        self.phone.get_by_text(_("Thank you. The garage checks the document.")).wait_for()
        self.phone.goto("/g/peeters/partner/account/billing/")
        billing = {"company_name": "Benali Convoyage", "company_number": "732829320"}
        for name, value in {**billing, "iban": "FR7630006000011234567890189"}.items():
            self.phone.locator(f"#id_{name}").fill(value)
        self.phone.select_option("#id_vat_regime", "franchise")
        press(self.phone, _("Save"))
        self.phone.get_by_text(_("Saved.")).wait_for()

        with garage_active(self.garage):
            driver = Driver.objects.get()
            known = set(DriverDocument.objects.values_list("kind", flat=True))
            for kind in set(required_kinds(driver)) - known:
                make_document(driver, kind)
        self.desk.reload()
        press(self.desk, _("Checked"))
        self.phone.goto("/g/peeters/partner/account/documents/")
        self.phone.get_by_text(_("ends soon")).wait_for()

    def finds_trips_and_gets_certified(self) -> None:
        """Near home, all, more; the quiz is failed, then passed, and its trip stands with the others."""
        with garage_active(self.garage):
            days = {"starts_on": today(), "ends_on": today() + timedelta(days=1)}
            self.trips["near"] = make_trip(SYSTEM, **LILLE, **PARIS, **days)
            self.trips["far"] = make_trip(SYSTEM, **MARSEILLE, **PARIS, **days)
            self.trips["locked"] = make_trip(SYSTEM, client_name="Renault", **LILLE, **PARIS, **days)
            process = create_certification(kind="process", name="Renault", summary="", by=SYSTEM)
            question = {"text": "2 + 2 ?", "options": ["3", "4"], "correct": 1}
            pages = [{"title": "Renault", "text": "Photos."}]
            save_draft(process, pages=pages, questions=[question], by=SYSTEM)
            publish_version(process, by=SYSTEM)
            TripCertification.objects.create(trip=self.trips["locked"], certification=process)
        self._finds("near", "near")
        self._finds("all", "near", "far")
        self._finds("more", "locked")

        self.phone.get_by_role("link", name=_("Get certified: %(name)s") % {"name": "Renault"}).click()
        self.phone.get_by_role("link", name=_("To the quiz")).click()
        for answer, words in (("3", _("Not passed this time")), ("4", _("obtained"))):
            self.phone.get_by_label(answer, exact=True).check()
            press(self.phone, _("Hand in"))
            self.phone.get_by_text(words).first.wait_for()
        self._finds("near", "near", "locked")

    def quotes_and_edits(self) -> None:
        for name, service in (("near", "300"), ("locked", "195,50")):
            number = self.trips[name].number
            self.phone.goto(f"/g/peeters/partner/trips/{number}/quote/")
            self.phone.locator("#id_fuel_amount").fill("60")
            self.phone.locator("#id_toll_amount").fill("20")
            self.phone.locator("#id_service_amount").fill(service)
            press(self.phone, _("Submit the quote"))
            self.phone.wait_for_url("**/partner/quotes/")
        self.phone.locator(f"a[href$='/trips/{number}/quote/']").click()
        expect(self.phone.locator("#id_service_amount")).to_have_value("195,50")
        self.phone.locator("#id_service_amount").fill("180")
        press(self.phone, _("Save the quote"))
        self.phone.get_by_text(re.compile(r"260,00")).first.wait_for()

    def is_chosen_for_one_and_refused_for_another(self) -> None:
        with garage_active(self.garage):
            other = make_driver(2, documents=False)
            Trip.objects.filter(pk=self.trips["locked"].pk).update(price_limit_amount=30_000)
            TripCertification.objects.all().delete()
            make_quote(self.trips["locked"], other, service_amount=40_000)
        self.desk.goto(f"/g/peeters/convoy/trips/{self.trips['near'].number}/")
        self.desk.locator("article summary").first.click()
        self.desk.locator("select[name=refusal_reason]").select_option("price")
        self.desk.locator("input[name=refusal_note]").fill("300 €, 240 €")
        press(self.desk, _("Refuse the quote"))
        self.desk.get_by_text(_("The driver reads the reason.")).wait_for()

        self.desk.goto(f"/g/peeters/convoy/trips/{self.trips['locked'].number}/")
        columns = self.desk.locator("article.card")
        expect(columns).to_have_count(2)
        expect(columns.first).to_contain_text(_("lowest price"))
        expect(columns.last.get_by_role("button", name=_("Accept"))).to_be_disabled()
        columns.first.get_by_role("button", name=_("Accept")).click()
        self.desk.wait_for_url("**/convoy/missions/*/")
        self.phone.reload()
        self.phone.get_by_text("300 €, 240 €").wait_for()
        with garage_active(self.garage):
            self.mission = Mission.objects.get()

    def inspects(self, kind: str, *, km: str, is_offline: bool = False) -> None:
        page, number = self.phone, self.mission.number
        page.goto(f"/g/peeters/partner/missions/{number}/inspection/{kind}/")
        picture = self._photo()
        for place in OBLIGATORY_PHOTOS:
            page.locator(f"[data-place={place.value}] input[type=file]").set_input_files(picture)
            page.locator(f"[data-place={place.value}][data-done]").wait_for()
        page.locator("#id_km").fill(km)
        page.select_option("#id_fuel_eighths", "5")
        page.locator("svg.car").click(position={"x": 120, "y": 150})
        page.locator("#id_counterpart_name").fill("An Martens")
        for name in ("driver_signature", "counterpart_signature"):
            sign(page, name)
        if is_offline:
            # The car park has no coverage: nothing reaches the garage until it is back.
            page.evaluate(
                "() => { window.wire = fetch; window.fetch = () => Promise.reject(new TypeError('none')); }"
            )
        page.locator("form[data-inspection] > button").click()
        if is_offline:
            page.locator(".offline").wait_for()
            with garage_active(self.garage):
                assert not Inspection.objects.filter(kind=kind).exists()
            page.evaluate("() => { window.fetch = window.wire; window.dispatchEvent(new Event('online')); }")
        page.wait_for_url(f"**/partner/missions/{number}/")
        page.get_by_text(_("Signed and sent.")).wait_for()

    def certifies(self) -> None:
        self.phone.goto(f"/g/peeters/partner/missions/{self.mission.number}/certification/")
        self.phone.locator("main form button[data-kind=main]").click()
        self.phone.wait_for_url(f"**/partner/missions/{self.mission.number}/")
        with garage_active(self.garage):
            self.mission.refresh_from_db()
            assert (self.mission.state, self.mission.is_web_certified) == ("certified", False)
            assert list(Inspection.objects.order_by("pk").values_list("km", flat=True)) == [52_310, 52_535]

    def claims_costs_and_answers_a_question(self) -> None:
        for category, amount in (("fuel", "52,30"), ("toll", "18")):
            self.phone.goto(f"/g/peeters/partner/missions/{self.mission.number}/")
            self.phone.get_by_role("link", name=_("Claim costs")).click()
            self.phone.select_option("#id_category", category)
            self.phone.locator("#id_amount").fill(amount)
            self.phone.locator("input[type=file]").set_input_files(self._pdf(f"{category}.pdf"))
            press(self.phone, _("Submit"))
            self.phone.get_by_text(_("Submitted.")).wait_for()
        with garage_active(self.garage):
            fuel, toll = Expense.objects.order_by("pk")
        self.desk.goto(f"/g/peeters/convoy/expenses/{toll.pk}/")
        press(self.desk, _("Approve"))
        self.desk.goto(f"/g/peeters/convoy/expenses/{fuel.pk}/")
        self.desk.locator("#id_remark").fill("SP95 ?")
        press(self.desk, _("Ask the driver"))
        self.phone.reload()
        self.phone.get_by_text("SP95 ?").click()
        self.phone.locator("#answer").fill("E10")
        press(self.phone, _("Submit"))
        self.phone.get_by_text(_("Submitted.")).wait_for()
        self.desk.goto(f"/g/peeters/convoy/expenses/{fuel.pk}/")
        self.desk.get_by_text("E10").wait_for()
        press(self.desk, _("Approve"))
        expect(self.desk.get_by_role("button", name=_("Approve"))).to_have_count(0)

    def is_paid(self) -> None:
        """The fortnight ends, the night makes the invoice; he looks at it, approves it, and is paid."""
        with garage_active(self.garage):
            change_billing_settings(iban="FR7630006000011234567890189", by=SYSTEM)
            issue_at_cut_off(self.garage, today() + timedelta(days=20))
            invoice = Invoice.objects.get()
        work_until_idle()
        self.phone.goto("/g/peeters/partner/invoices/")
        self.phone.get_by_role("link", name=re.compile(invoice.number)).click()
        with self.phone.expect_download() as download:
            self.phone.get_by_role("link", name="PDF").click()
        reader = PdfReader(download.value.path())
        text = "".join(page.extract_text() for page in reader.pages)
        assert invoice.number in text
        assert "Benali Convoyage" in text
        assert list(reader.attachments) == ["factur-x.xml"]
        press(self.phone, _("Approve"))
        self.phone.get_by_text(_("Approved. It will be paid in time.")).wait_for()

        self.desk.goto("/g/peeters/convoy/payments/")
        press(self.desk, _("Make the payment file"))
        press(self.desk, _("The bank has paid"))
        self.phone.reload()
        self.phone.get_by_text(_("Paid on")).wait_for()

    def _finds(self, tab: str, *names: str) -> None:
        self.phone.goto(f"/g/peeters/partner/?tab={tab}")
        numbers = {self.trips[name].number for name in names}
        labels = "rows => rows.map(row => row.getAttribute('aria-labelledby'))"
        found = self.phone.locator("article.trip").evaluate_all(labels)
        assert {int(name.removeprefix("trip-")) for name in found} == numbers

    def _pdf(self, name: str) -> dict[str, object]:
        return {"name": name, "mimeType": "application/pdf", "buffer": RECEIPT}

    def _photo(self) -> Path:
        picture = self.folder / "photo.jpg"
        if not picture.exists():
            Image.new("RGB", (2400, 1600), (90, 120, 160)).save(picture)
        return picture


def press(page: Page, words: str) -> None:
    page.get_by_role("main").get_by_role("button", name=words, exact=True).first.click()


def sign(page: Page, name: str) -> None:
    canvas = page.locator(f"[data-signature={name}] canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 50)
    page.mouse.down()
    for step in range(10):
        page.mouse.move(box["x"] + 20 + step * 20, box["y"] + 50 + (15 if step % 2 else -15))
    page.mouse.up()
