"""The life of a car's owner on a telephone, in Dutch and in French: from the mail to the sale."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar

from autopaspoort.domain.appointments import propose_moments
from autopaspoort.domain.autochecks import (
    answer_point,
    begin_autocheck,
    publish_autocheck,
    set_rest_in_order,
)
from autopaspoort.domain.passports import offer_passport
from autopaspoort.domain.statements import OFFER_MAIL
from autopaspoort.models import AdviceDecision, Appointment, Passport
from garageflow.mail.models import OutboxMail
from garageflow.mail.registry import kind_of
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from garageflow.tenancy.models import Garage
from tests.browser.conftest import OpenBrowser
from tests.factories import GarageFactory, PassportFactory

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def garage(site: str) -> Garage:
    return GarageFactory(slug="dewit", name="Garage De Wit", country="NL", languages=["nl", "fr"])


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_from_the_mail_to_the_sale(garage: Garage, open_browser: OpenBrowser, language: str):
    with garage_active(garage):
        passport = PassportFactory(
            vehicle__number=1,
            vehicle__make="Volvo",
            vehicle__model_name="V60",
            customer__email="rita@example.nl",
            customer__first_name="Rita",
            customer__last_name="Vermeulen",
            customer__language=language,
        )
        offer_passport(passport, by=SYSTEM)
    page = open_browser(language=language)
    page.set_viewport_size(PHONE)

    def press(words: str) -> None:
        page.get_by_role("button", name=words).first.click()

    with translation.override(language):
        # Mail and accept: he is in, without a password.
        page.goto(_link_of_mail(garage, language))
        press(_("Accept the AutoPaspoort"))
        page.wait_for_url("**/my/")

        # A red item of an autocheck; one of two advice lines is approved.
        _publish(garage, passport)
        page.reload()
        page.get_by_role("link", name="Volvo V60").click()
        page.get_by_text(_("Front brake pads")).first.wait_for()
        page.get_by_text("2 mm").first.wait_for()
        press(_("Agreed"))
        page.get_by_text(_("The garage knows.")).wait_for()
        with garage_active(garage):
            assert list(AdviceDecision.objects.values_list("advice__label", "decision")) == [
                ("Remblokken", "approved")
            ]

        # Ask, propose, confirm, and put it into the calendar.
        page.get_by_role("link", name=_("Make an appointment")).click()
        page.get_by_label(_("Repair that I approved")).check()
        press(_("Ask the garage"))
        page.get_by_text(_("Your question is with the garage. It will propose a moment.")).wait_for()
        _propose(garage)
        page.reload()
        page.locator("button[name=proposal]").first.click()
        page.get_by_text(_("Your appointment is confirmed.")).wait_for()
        link = page.get_by_role("link", name=_("Put it in my calendar")).get_attribute("href")
        calendar = Calendar.from_ical(page.request.get(str(link)).body())
        assert [str(event["status"]) for event in calendar.walk("VEVENT")] == ["CONFIRMED"]

        # Sold: gone at once.
        page.goto("/my/dewit/1/transfer/")
        page.locator("input[name=last_name]").fill("Koper")
        page.get_by_label(_("E-mail address of the new owner")).fill("bob@example.nl")
        page.get_by_label(_("The car is sold. I know that I cannot see it here any more.")).check()
        press(_("Transfer now"))
        page.wait_for_url("**/my/")
        assert page.get_by_text("Volvo V60").count() == 0
        assert page.goto("/my/dewit/1/").status == 404

        # The new owner accepts, sees the car, and nothing of the old one.
        buyer = open_browser(language=language)
        buyer.set_viewport_size(PHONE)
        buyer.goto(_link_of_mail(garage, language))
        buyer.get_by_role("button", name=_("Accept the AutoPaspoort")).click()
        buyer.wait_for_url("**/my/")
        buyer.get_by_role("link", name="Volvo V60").click()
        buyer.get_by_text(_("Front brake pads")).first.wait_for()
        content = buyer.content()
        assert "Rita" not in content
        assert "Vermeulen" not in content
        assert "rita@example.nl" not in content
        assert buyer.get_by_text(_("Repair that I approved")).count() == 0


def _link_of_mail(garage: Garage, language: str) -> str:
    with garage_active(garage), translation.override(language):
        mail = OutboxMail.objects.filter(kind=OFFER_MAIL).order_by("-pk")[:1].get()
        button = kind_of(OFFER_MAIL).compose(mail).button
    assert button is not None
    return button[1]


def _publish(garage: Garage, passport: Passport) -> None:
    with garage_active(garage):
        draft = begin_autocheck(passport.vehicle, kind="car", by=SYSTEM)
        places = {item["key"]: place for place, item in enumerate(draft.template.items)}
        for key, result, label in (
            ("brake_pads_front", "red", "Remblokken"),
            ("tyres_rear", "amber", "Banden"),
        ):
            draft = answer_point(
                draft,
                place=places[key],
                result=result,
                note="2 mm",
                photo=None,
                advice=[{"label": label, "price_cents": 18_900}],
                by=SYSTEM,
            )
        publish_autocheck(set_rest_in_order(draft), km=None, by=SYSTEM)


def _propose(garage: Garage) -> None:
    with garage_active(garage):
        moment = timezone.now() + timedelta(days=3)
        propose_moments(Appointment.objects.get(), moments=[moment], minutes=60, by=SYSTEM)
