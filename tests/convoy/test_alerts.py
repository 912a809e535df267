"""Who is told of a new trip, and by which way."""

from __future__ import annotations

import pytest

from convoy.domain.certifying import create_certification, publish_version, save_draft
from convoy.domain.quotes import accept_quote
from convoy.domain.searches import save_search
from convoy.domain.trips import ALERTS, propose_trip, publish_trip
from convoy.models import Driver, TripCertification
from garageflow.jobs.domain.work import work_until_idle
from garageflow.mail.models import OutboxMail
from garageflow.push.domain.messages import subscribe
from garageflow.push.models import PushMessage
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from tests.conftest import client_of
from tests.convoy.factories import actor_of, make_driver, make_quote, make_trip, today
from tests.push.test_messages import Phone

ENDPOINT = "https://fcm.googleapis.com/fcm/send/"
KEYS = Phone().keys


@pytest.fixture
def garage(peeters, dispatcher):
    return peeters


def told(garage, *drivers, trip=None):
    """Publish a trip, work, and say who heard of it: (by e-mail, on the telephone)."""
    with garage_active(garage):
        publish_trip(trip or make_trip(SYSTEM, is_open=False), by=SYSTEM, today=today())
    work_until_idle(kinds=[ALERTS])
    with garage_active(garage):
        mails = set(OutboxMail.objects.filter(kind="convoy.alert").values_list("to", flat=True))
        phones = list(PushMessage.objects.values_list("member", flat=True))
        return [(driver.email in mails, phones.count(driver.member_id)) for driver in drivers]


def with_phone(driver):
    subscribe(driver.member, endpoint=f"{ENDPOINT}{driver.pk}", **KEYS)
    return driver


def test_a_trip_that_fits_is_told_once_by_each_way_that_the_driver_chose(garage):
    with garage_active(garage):
        both, mail_only = with_phone(make_driver(1)), make_driver(2)
        phone_only = with_phone(make_driver(3, alerts_by_mail=False))
        for driver in (both, mail_only, phone_only):
            for name in ("everything", "everything again"):
                save_search(driver, name=name, query="", has_alert=True)

    assert told(garage, both, mail_only, phone_only) == [(True, 1), (True, 0), (False, 1)]
    with garage_active(garage):
        message = PushMessage.objects.filter(member=both.member).get()
        assert "–" in message.title
        assert message.path.startswith("/g/peeters/partner/trips/")


def test_nobody_is_told_of_what_he_does_not_look_for_or_may_not_drive(garage):
    with garage_active(garage):
        elsewhere, silent, suspended, untrained = (make_driver(number) for number in range(1, 5))
        save_search(elsewhere, name="far", query="min_km=5000", has_alert=True)
        save_search(silent, name="quiet", query="", has_alert=False)
        for driver in (suspended, untrained):
            save_search(driver, name="all", query="", has_alert=True)
        Driver.objects.filter(pk=suspended.pk).update(state="suspended")
        process = create_certification(kind="process", name="Renault", summary="", by=SYSTEM)
        question = {"text": "2 + 2 ?", "options": ["3", "4"], "correct": 1}
        save_draft(process, pages=[{"title": "R", "text": "P"}], questions=[question], by=SYSTEM)
        publish_version(process, by=SYSTEM)
        trip = make_trip(SYSTEM, is_open=False)
        TripCertification.objects.create(trip=trip, certification=process)

    drivers = (elsewhere, silent, suspended, untrained)
    assert told(garage, *drivers, trip=trip) == [(False, 0)] * 4


def test_a_proposal_and_a_mission_reach_the_telephone(garage):
    with garage_active(garage):
        driver = with_phone(make_driver(1))
        trip = make_trip(SYSTEM)
        propose_trip(trip, [driver], by=SYSTEM)
        accept_quote(make_quote(trip, driver), by=SYSTEM)

        titles = PushMessage.objects.order_by("pk").values_list("title", flat=True)
        assert len(set(titles)) == 2


def test_a_driver_switches_his_telephone_on_and_off(garage):
    with garage_active(garage):
        driver = make_driver(1)
    client = client_of(actor_of(driver))
    messages = "/g/peeters/partner/messages/"

    on = client.post(messages, {"endpoint": f"{ENDPOINT}1", **KEYS})
    refused = client.post(messages, {"endpoint": "https://intranet.example/x", **KEYS})

    assert (on.status_code, refused.status_code) == (204, 422)
    with garage_active(garage):
        assert driver.member.push_subscriptions.count() == 1
    assert client.post(f"{messages}end/", {"endpoint": f"{ENDPOINT}1"}).status_code == 204
    with garage_active(garage):
        assert driver.member.push_subscriptions.count() == 0
    assert (
        client.get("/g/peeters/partner/service-worker.js")
        .headers["Content-Type"]
        .startswith("text/javascript")
    )
