"""Availability, questions to the garage, and the driver's own account."""

from datetime import date, timedelta

import pytest

from convoy.domain.availability import declare_availability, on_days, remind_of_next_week
from convoy.domain.drivers import PlaceUnknown, change_facts, change_licence, change_profile, licence_number
from convoy.domain.threads import ThreadClosed, answer_thread, close_thread, open_thread
from convoy.models import Availability, Driver
from garageflow.audit.models import Entry
from garageflow.mail.models import OutboxMail
from garageflow.tenancy.models import Role
from tests.convoy.factories import actor_of, make_driver
from tests.factories import MemberFactory

FRIDAY = date(2026, 11, 20)
MONDAY = FRIDAY + timedelta(days=3)


@pytest.fixture
def driver(in_peeters, dispatcher):
    return make_driver()


def declare(driver, first, last, *, is_available=True):
    return declare_availability(
        driver, starts_on=first, ends_on=last, is_available=is_available, reason="", by=actor_of(driver)
    )


def recipients(kind):
    return sorted(OutboxMail.objects.filter(kind=kind).values_list("to", flat=True))


def test_what_is_said_last_about_a_day_counts(driver):
    declare(driver, MONDAY, MONDAY + timedelta(days=4))
    declare(driver, MONDAY + timedelta(days=2), MONDAY + timedelta(days=2), is_available=False)

    said = on_days(Availability.objects.all(), MONDAY, MONDAY + timedelta(days=5))

    assert said == [True, True, False, True, True, None]


def test_on_friday_whoever_said_nothing_is_reminded_once(driver):
    spoke, silent_by_choice = make_driver(2), make_driver(3, reminders_by_mail=False)
    declare(spoke, MONDAY, MONDAY, is_available=False)
    assert silent_by_choice.pk

    remind_of_next_week(driver.garage, FRIDAY - timedelta(days=1))
    assert recipients("convoy.availability_reminder") == []
    remind_of_next_week(driver.garage, FRIDAY)
    remind_of_next_week(driver.garage, FRIDAY)
    assert recipients("convoy.availability_reminder") == [driver.email]


@pytest.mark.parametrize(
    ("subject", "roles"), [("billing", {"dispatcher", "owner"}), ("other", {"dispatcher"})]
)
def test_a_question_reaches_the_staff_whose_business_it_is(driver, dispatcher, subject, roles):
    owner = MemberFactory(roles=[Role.OWNER]).membership.user.email
    MemberFactory(roles=[Role.MECHANIC])
    emails = {"dispatcher": dispatcher.member.membership.user.email, "owner": owner}

    open_thread(driver, subject=subject, title="?", text="Where?", mission=None, by=actor_of(driver))

    assert recipients("convoy.question") == sorted(emails[role] for role in roles)


def test_an_answer_is_mailed_and_a_closed_conversation_stays_closed_for_the_driver(driver, dispatcher):
    thread = open_thread(driver, subject="other", title="?", text="Where?", mission=None, by=actor_of(driver))
    answer_thread(thread, text="Here.", is_from_driver=False, by=dispatcher)
    close_thread(thread, by=dispatcher)

    assert recipients("convoy.answer") == [driver.email]
    with pytest.raises(ThreadClosed):
        answer_thread(thread, text="And?", is_from_driver=True, by=actor_of(driver))
    answer_thread(thread, text="One more thing.", is_from_driver=False, by=dispatcher)
    thread.refresh_from_db()
    assert thread.state == "answered"


def test_the_profile_finds_the_home_on_the_map(driver):
    address = {"postcode": "59000", "city": "Lille", "country": "FR"}

    changed = change_profile(driver, **address, by=actor_of(driver))

    assert (round(changed.latitude), round(changed.longitude)) == (51, 3)
    with pytest.raises(PlaceUnknown):
        change_profile(driver, postcode="99999", city="Nowhere", country="FR", by=actor_of(driver))
    assert Driver.objects.get().postcode == "59000"


def test_an_unchanged_fact_leaves_no_entry(driver):
    change_facts(driver, alerts_by_mail=driver.alerts_by_mail, by=actor_of(driver))
    assert not Entry.objects.filter(event="convoy.driver_changed").exists()
    change_facts(driver, alerts_by_mail=not driver.alerts_by_mail, by=actor_of(driver))
    assert Entry.objects.get(event="convoy.driver_changed").facts["fields"] == ["alerts_by_mail"]


def test_the_number_of_the_licence_is_kept_encrypted(driver):
    facts = {"categories": "B", "country": "FR", "until": None}
    change_licence(driver, number="12AB34567", **facts, by=actor_of(driver))
    changed = change_licence(driver, number="", **facts, by=actor_of(driver))

    assert licence_number(changed) == "12AB34567"
    assert "12AB34567" not in changed.encrypted_licence_number
