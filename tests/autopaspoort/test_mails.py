from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import translation

from autopaspoort.domain.ownerships import accept_passport
from autopaspoort.domain.passports import offer_passport, offer_token
from autopaspoort.mails import compose_offer
from autopaspoort.models import Passport
from garageflow.mail.models import OutboxMail
from garageflow.mail.registry import NothingToSay
from garageflow.vehicles.models import Vehicle
from tests.factories import PassportFactory


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def passport(in_peeters, reception):
    passport = PassportFactory(vehicle__plate_display="00-HZB-3", customer__last_name="Jansen")
    return offer_passport(passport, by=reception)


def test_the_mail_names_the_car_and_leads_to_the_button(in_peeters, passport):
    content = compose_offer(OutboxMail.objects.get())

    link = f"{settings.SITE_URL}/g/peeters/passport/{offer_token(in_peeters, passport)}/"
    assert content.subject == "The AutoPaspoort of your car 00-HZB-3"
    assert content.greeting == "Dear Jan Jansen,"
    assert content.button == ("Open the AutoPaspoort", link)
    assert content.facts == (("Plate", "00-HZB-3"), ("Vehicle", "Škoda Octavia"))


def test_the_mail_can_be_declined_with_one_click(in_peeters, passport):
    content = compose_offer(OutboxMail.objects.get())

    decline = f"{settings.SITE_URL}/g/peeters/passport/{offer_token(in_peeters, passport)}/no-mails/"
    assert content.unsubscribe_url == decline
    assert content.headers == {
        "List-Unsubscribe": f"<{decline}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (10, "Its inspection is valid until"),
        (-10, "Its inspection was valid until"),
        (None, "It also reminds you"),
    ],
)
def test_the_mail_tells_about_the_inspection(in_peeters, passport, days, words):
    due_on = None if days is None else in_peeters.today() + timedelta(days=days)
    Vehicle.objects.update(inspection_due_on=due_on)

    assert compose_offer(OutboxMail.objects.get()).paragraphs[1].startswith(words)


@pytest.mark.parametrize("state", ["accepted", "created", "expired", "archived"])
def test_a_link_that_does_not_work_is_not_sent(in_peeters, passport, state):
    Passport.objects.update(state=state, accepted_at="2026-11-01T12:00Z")

    with pytest.raises(NothingToSay):
        compose_offer(OutboxMail.objects.get())


def test_only_the_newest_offer_is_sent(in_peeters, passport, reception):
    offer_passport(passport, by=reception)
    old, new = OutboxMail.objects.order_by("pk")

    with pytest.raises(NothingToSay):
        compose_offer(old)
    assert compose_offer(new).subject


def test_whoever_has_a_car_in_the_portal_signs_in_for_the_next_one(in_peeters, passport, reception):
    accept_passport(offer_token(in_peeters, passport))
    second = PassportFactory(customer=passport.customer)
    offer_passport(second, by=reception)
    content = compose_offer(OutboxMail.objects.get(subject_id=second.pk))

    assert content.button == ("Sign in and accept", f"{settings.SITE_URL}/my/")
    assert content.after[0].startswith("It stands ready in My cars until")


def test_a_car_without_a_plate_is_called_by_its_name(in_peeters, passport):
    Vehicle.objects.update(plate="", plate_display="")

    content = compose_offer(OutboxMail.objects.get())

    assert content.subject == "The AutoPaspoort of your car Škoda Octavia"
    assert content.facts == ()
