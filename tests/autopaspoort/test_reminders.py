from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from autopaspoort.domain.consents import Channel, Purpose, choose
from autopaspoort.domain.ownerships import accept_passport, transfer_passport
from autopaspoort.domain.passports import offer_passport, offer_token
from autopaspoort.domain.reminders import remind_owners, stage_of
from autopaspoort.models import ExpectedWork, Reminder
from autopaspoort.notices import REMINDER, notice_of
from garageflow.mail.domain.sender import compose_message
from garageflow.mail.models import OutboxMail
from garageflow.mail.registry import NothingToSay, kind_of
from garageflow.tenancy.actor import SYSTEM
from tests.factories import OdometerReadingFactory, PassportFactory

DUE = date(2027, 3, 1)


@pytest.fixture
def passport(in_peeters):
    passport = PassportFactory(vehicle__inspection_due_on=DUE, customer__email="rita@example.be")
    offer_passport(passport, by=SYSTEM)
    passport.refresh_from_db()
    return accept_passport(offer_token(in_peeters, passport)).passport


def nights(garage, *days_before):
    for days in days_before:
        remind_owners(garage, DUE - timedelta(days=days))
    return list(Reminder.objects.order_by("pk").values_list("stage", flat=True))


@pytest.mark.parametrize(
    ("days", "stage"),
    [
        (61, None),
        (60, "inspection_60"),
        (31, "inspection_60"),
        (30, "inspection_30"),
        (8, "inspection_30"),
        (7, "inspection_7"),
        (0, "inspection_7"),
        (-1, "inspection_after"),
        (-30, "inspection_after"),
        (-31, None),
    ],
)
def test_the_stage_of_a_day(days, stage):
    assert stage_of(DUE, DUE - timedelta(days=days)) == stage


@pytest.mark.parametrize(
    ("ran", "sent"),
    [
        # Every night of the year.
        (range(365, -200, -1), ["inspection_60", "inspection_30", "inspection_7", "inspection_after"]),
        # Each night twice.
        ((60, 60, 30, 30, 7, 7), ["inspection_60", "inspection_30", "inspection_7"]),
        # Late, and after missed nights: what is due now, once.
        ((58, 57, 20, 19), ["inspection_60", "inspection_30"]),
        ((5, 4), ["inspection_7"]),
        # A late run of an earlier night after a later one sends nothing that is behind.
        ((30, 45), ["inspection_30"]),
    ],
)
def test_each_is_sent_once(in_peeters, passport, ran, sent):
    assert nights(in_peeters, *ran) == sent
    assert OutboxMail.objects.filter(kind=REMINDER).count() == len(sent)


def test_another_date_begins_anew(in_peeters, passport):
    nights(in_peeters, 60)
    passport.vehicle.inspection_due_on = DUE + timedelta(days=365)
    passport.vehicle.save()

    remind_owners(in_peeters, DUE + timedelta(days=365 - 60))

    assert list(Reminder.objects.values_list("due_on", flat=True)) == [DUE, DUE + timedelta(days=365)]


def test_who_has_not_accepted_is_not_reminded(in_peeters):
    PassportFactory(vehicle__inspection_due_on=DUE)

    assert nights(in_peeters, 60) == []


def test_a_no_holds_for_its_purpose_and_channel(in_peeters, passport):
    choose(passport.customer, {(Purpose.INSPECTION, Channel.EMAIL): False}, by=SYSTEM)

    nights(in_peeters, 60)

    assert not OutboxMail.objects.filter(kind=REMINDER).exists()


@pytest.mark.parametrize("what", ["sold", "inspected"])
def test_a_reminder_whose_cause_is_gone_is_not_sent(in_peeters, passport, what):
    nights(in_peeters, 60)
    if what == "sold":
        transfer_passport(passport, name=("", "Koper"), email="bob@example.be", language="nl", by=SYSTEM)
    else:
        passport.vehicle.inspection_due_on = DUE + timedelta(days=365)
        passport.vehicle.save()

    with pytest.raises(NothingToSay):
        notice_of(REMINDER, Reminder.objects.get().pk)


@pytest.mark.parametrize(
    ("due_on", "due_km", "night", "is_sent"),
    [
        (date(2027, 3, 1), None, date(2027, 1, 29), False),
        (date(2027, 3, 1), None, date(2027, 1, 30), True),
        # 100 km a day from 10,000 km on 1 January: 15,000 km on 20 February.
        (None, 15_000, date(2027, 1, 20), False),
        (None, 15_000, date(2027, 1, 21), True),
        # Whichever comes first.
        (date(2027, 12, 1), 15_000, date(2027, 1, 21), True),
        (date(2027, 2, 1), 90_000, date(2027, 1, 2), True),
    ],
)
def test_service_by_date_or_distance(in_peeters, passport, due_on, due_km, night, is_sent):
    passport.vehicle.inspection_due_on = None
    passport.vehicle.save()
    OdometerReadingFactory(vehicle=passport.vehicle, km=0, read_on=date(2026, 9, 23))
    OdometerReadingFactory(vehicle=passport.vehicle, km=10_000, read_on=date(2027, 1, 1))
    ExpectedWork.objects.create(vehicle=passport.vehicle, kind="small_service", due_on=due_on, due_km=due_km)

    remind_owners(in_peeters, night)
    remind_owners(in_peeters, night)

    assert list(Reminder.objects.values_list("stage", flat=True)) == (["service"] if is_sent else [])


def test_one_click_stops_this_kind_of_mail(in_peeters, passport):
    nights(in_peeters, 60)
    mail = OutboxMail.objects.get(kind=REMINDER)
    message = compose_message(mail, kind_of(REMINDER).compose(mail))
    url = message.extra_headers["List-Unsubscribe"].strip("<>")

    # As a mail program does it: without a cookie, without having seen the page (RFC 8058).
    answer = Client(enforce_csrf_checks=True).post(
        url.partition("//")[2].partition("/")[1] + url.partition("//")[2].partition("/")[2],
        {"List-Unsubscribe": "One-Click"},
    )

    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert answer.status_code == 200
    assert nights(in_peeters, 30) == ["inspection_60", "inspection_30"]
    assert OutboxMail.objects.filter(kind=REMINDER).count() == 1


def test_looking_at_the_page_stops_nothing(in_peeters, passport):
    nights(in_peeters, 60)
    mail = OutboxMail.objects.get(kind=REMINDER)
    url = kind_of(REMINDER).compose(mail).unsubscribe_url

    assert Client().get("/" + url.split("/", 3)[3]).status_code == 200
    nights(in_peeters, 30)

    assert OutboxMail.objects.filter(kind=REMINDER).count() == 2
