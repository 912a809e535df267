from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from autopaspoort.domain.incoming import OwnerAndPlate
from autopaspoort.domain.ownerships import accept_passport
from autopaspoort.domain.passports import (
    EmailBelongsToOther,
    EmailNotUsable,
    LinkIsBroken,
    LinkIsVoid,
    PassportNotOfferable,
    PlateHasOtherOwner,
    allow_mails,
    archive_passport,
    correct_email,
    create_passport,
    decline_mails,
    expire_offers,
    has_something_to_send,
    offer_passport,
    offer_token,
    passport_of_token,
)
from autopaspoort.domain.settings import change_settings
from autopaspoort.models import Passport, PassportSettings
from garageflow.audit.models import Entry
from garageflow.customers.models import Customer
from garageflow.jobs.models import DueWork
from garageflow.mail.models import AddressBlock, OutboxMail
from garageflow.tenancy.active import garage_active
from garageflow.vehicles.models import Vehicle
from tests.factories import CustomerFactory, PassportFactory, VehicleFactory

State = Passport.State


def jansen(**changed):
    values = {
        "plate": "00HZB3",
        "plate_country": "NL",
        "plate_display": "00-HZB-3",
        "last_name": "Jansen",
        "email": "jan@example.nl",
        **changed,
    }
    return OwnerAndPlate(**values)


def accepted(**kwargs):
    return PassportFactory(state=State.ACCEPTED, accepted_at=timezone.now(), **kwargs)


def offered(reception, **kwargs):
    return offer_passport(PassportFactory(**kwargs), by=reception)


def events():
    return list(Entry.objects.order_by("pk").values_list("event", flat=True))


def test_create_passport_makes_customer_vehicle_and_passport(in_peeters, reception):
    passport = create_passport(jansen(vin="WVWZZZ1JZXW000001"), by=reception)

    assert (passport.state, passport.offer_round) == ("created", 0)
    assert (passport.vehicle.plate_display, passport.vehicle.vin) == ("00-HZB-3", "WVWZZZ1JZXW000001")
    assert (passport.customer.identity, passport.customer.language) == ("e:jan@example.nl", "nl")
    assert not OutboxMail.objects.exists()
    assert events() == ["autopaspoort.passport_created"]


def test_create_passport_twice_is_once(in_peeters, reception):
    first = create_passport(jansen(), by=reception)

    second = create_passport(jansen(), by=reception)

    assert second == first
    assert (Vehicle.objects.count(), Customer.objects.count()) == (1, 1)
    assert events() == ["autopaspoort.passport_created"]


def test_create_passport_of_a_known_car_updates_it(in_peeters, reception):
    create_passport(jansen(), by=reception)

    passport = create_passport(jansen(city="Utrecht"), by=reception)

    assert passport.customer.city == "Utrecht"
    assert events() == ["autopaspoort.passport_created", "autopaspoort.passport_updated"]


def test_create_passport_meets_a_customer_however_his_domain_is_written(in_peeters, reception):
    create_passport(jansen(email="jan@école.example"), by=reception)

    create_passport(
        jansen(plate="13PVPS", plate_display="13-PV-PS", email="Jan@xn--cole-9oa.example"), by=reception
    )

    assert Customer.objects.count() == 1


def test_create_passport_can_send_at_once(in_peeters, reception):
    passport = create_passport(jansen(), by=reception, send=True)

    assert (passport.state, passport.offer_round) == ("offered", 1)
    mail = OutboxMail.objects.get()
    assert (mail.to, mail.idempotency_key) == ("jan@example.nl", f"offer:{passport.pk}:1")


def test_create_passport_refuses_the_plate_of_an_accepted_one(in_peeters, reception):
    accepted(vehicle=VehicleFactory(plate="00HZB3"))

    with pytest.raises(PlateHasOtherOwner):
        create_passport(jansen(), by=reception)

    assert not Customer.objects.filter(last_name="Jansen").exists()


def test_offer_passport_sends_a_mail_and_sets_the_day_on_which_it_expires(in_peeters, reception):
    passport = offer_passport(PassportFactory(customer__email="jan@example.nl"), by=reception)

    assert (passport.state, passport.offer_round) == ("offered", 1)
    assert passport.expires_on == in_peeters.today() + timedelta(days=60)
    mail = OutboxMail.objects.get()
    assert (mail.kind, mail.to, mail.subject_id, mail.params) == (
        "autopaspoort.offer",
        "jan@example.nl",
        passport.pk,
        {"round": 1},
    )
    assert DueWork.objects.get(kind="mail.outbox").garage == in_peeters
    assert events() == ["autopaspoort.passport_offered"]


def test_offer_passport_waits_as_long_as_the_garage_wishes(in_peeters, owner):
    change_settings(offer_days=30, by=owner)

    passport = offer_passport(PassportFactory(), by=owner)

    assert passport.expires_on == in_peeters.today() + timedelta(days=30)


def test_offer_passport_again_makes_the_first_link_void(in_peeters, reception):
    first = offered(reception)
    old = offer_token(in_peeters, first)

    second = offer_passport(first, by=reception)

    assert OutboxMail.objects.count() == 2
    assert passport_of_token(offer_token(in_peeters, second)) == second
    with pytest.raises(LinkIsVoid, match="newer"):
        passport_of_token(old)


@pytest.mark.parametrize("state", ["accepted", "archived"])
def test_offer_passport_refuses_what_is_accepted_or_archived(in_peeters, reception, state):
    passport = PassportFactory(state=state, accepted_at=timezone.now())

    with pytest.raises(PassportNotOfferable):
        offer_passport(passport, by=reception)

    assert not OutboxMail.objects.exists()


def test_offer_passport_refuses_an_unusable_address(in_peeters, reception):
    passport = PassportFactory(customer__email_state="bounced")

    with pytest.raises(EmailNotUsable):
        offer_passport(passport, by=reception)


@pytest.mark.parametrize(
    ("state", "email_state", "asks"),
    [
        ("created", "ok", True),
        ("expired", "ok", True),
        ("created", "syntax", False),
        ("accepted", "ok", False),
        ("archived", "ok", False),
    ],
)
def test_there_is_something_to_send(in_peeters, state, email_state, asks):
    passport = PassportFactory(state=state, accepted_at=timezone.now(), customer__email_state=email_state)

    assert has_something_to_send(passport) is asks


def test_accept_passport_by_its_link(in_peeters, reception):
    token = offer_token(in_peeters, offered(reception, customer__last_name="Jansen"))

    passport = accept_passport(token).passport

    assert passport.state == "accepted"
    assert passport.accepted_at is not None
    entry = Entry.objects.get(event="autopaspoort.passport_accepted")
    assert entry.actor_label == "Jan Jansen"


def test_accept_passport_twice_is_no_mistake(in_peeters, reception):
    token = offer_token(in_peeters, offered(reception))
    first = accept_passport(token)

    second = accept_passport(token)

    assert second.passport.accepted_at == first.passport.accepted_at
    assert (first.is_first, second.is_first) == (True, False)
    assert events().count("autopaspoort.passport_accepted") == 1


@pytest.mark.parametrize(
    ("state", "words"), [("expired", "expired"), ("archived", "replaced"), ("created", "replaced")]
)
def test_accept_passport_refuses_a_void_link(in_peeters, reception, state, words):
    passport = offered(reception)
    token = offer_token(in_peeters, passport)
    Passport.objects.update(state=state)

    with pytest.raises(LinkIsVoid, match=words):
        accept_passport(token)


@pytest.mark.parametrize("token", ["", "abc", "WzEsMV0:xxxx", "é:ü", "a:b:c"])
def test_accept_passport_refuses_a_made_up_link(in_peeters, token):
    with pytest.raises(LinkIsBroken):
        accept_passport(token)


def test_a_link_of_another_garage_leads_nowhere(peeters, dubois, reception):
    with garage_active(peeters):
        passport = offered(reception)
    token = offer_token(peeters, passport)

    with garage_active(dubois), pytest.raises(LinkIsBroken):
        passport_of_token(token)


def test_decline_mails_blocks_the_address_that_the_link_went_to(in_peeters, reception):
    token = offer_token(in_peeters, offered(reception, customer__email="Jan@example.nl"))

    assert decline_mails(token) == "Jan@example.nl"

    block = AddressBlock.objects.get()
    assert (block.email_key, block.reason) == ("jan@example.nl", "unsubscribed")
    assert events()[-1] == "autopaspoort.mails_declined"


def test_decline_mails_twice_is_once(in_peeters, reception):
    token = offer_token(in_peeters, offered(reception))
    decline_mails(token)

    decline_mails(token)

    assert events().count("autopaspoort.mails_declined") == 1


def test_decline_mails_by_an_old_link_does_not_silence_the_next_owner(in_peeters, reception):
    passport = offered(reception, customer__email="jan@example.nl")
    token = offer_token(in_peeters, passport)
    Passport.objects.update(customer=CustomerFactory(email="klaas@example.nl"), state="created")
    offer_passport(passport, by=reception)

    decline_mails(token)

    assert AddressBlock.objects.get().email_key == "jan@example.nl"


def test_decline_mails_makes_a_bounce_a_wish(in_peeters, reception):
    token = offer_token(in_peeters, offered(reception, customer__email="jan@example.nl"))
    AddressBlock.objects.create(email_key="jan@example.nl", reason="bounced")

    decline_mails(token)

    assert AddressBlock.objects.get().reason == "unsubscribed"


def test_decline_mails_refuses_a_link_without_a_mail(in_peeters):
    with pytest.raises(LinkIsBroken):
        decline_mails(offer_token(in_peeters, PassportFactory(offer_round=7)))


def test_allow_mails_lifts_a_wish_but_not_a_bounce(in_peeters, reception):
    passport = offered(reception, customer__email="Jan@example.nl")
    bounced = PassportFactory(customer__email="els@example.nl")
    AddressBlock.objects.create(email_key="els@example.nl", reason="bounced")
    decline_mails(offer_token(in_peeters, passport))

    allow_mails(passport, by=reception)
    allow_mails(passport, by=reception)
    allow_mails(bounced, by=reception)

    assert [block.email_key for block in AddressBlock.objects.all()] == ["els@example.nl"]
    assert events().count("autopaspoort.mails_allowed") == 1


def test_correct_email_and_send_again(in_peeters, reception):
    passport = PassportFactory(
        customer__email="jan.example.nl", customer__email_state="syntax", customer__identity="p:NL:00HZB3"
    )

    passport = correct_email(passport, email="jan@example.nl", by=reception, send=True)

    assert (passport.customer.email, passport.customer.email_state, passport.customer.identity) == (
        "jan@example.nl",
        "ok",
        "e:jan@example.nl",
    )
    assert passport.state == "offered"
    assert OutboxMail.objects.get().to == "jan@example.nl"
    assert events() == ["autopaspoort.email_corrected", "autopaspoort.passport_offered"]


def test_correct_email_without_sending(in_peeters, reception):
    passport = correct_email(PassportFactory(), email="nieuw@example.nl", by=reception, send=False)

    assert passport.state == "created"
    assert not OutboxMail.objects.exists()


def test_correct_email_of_an_accepted_passport_sends_nothing(in_peeters, reception):
    passport = accepted(customer__email_state="bounced")

    passport = correct_email(passport, email="nieuw@example.nl", by=reception, send=True)

    assert passport.state == "accepted"
    assert not OutboxMail.objects.exists()


def test_correct_email_lifts_a_bounce_but_not_a_wish(in_peeters, reception):
    AddressBlock.objects.create(email_key="jan@example.nl", reason="bounced")
    AddressBlock.objects.create(email_key="els@example.nl", reason="unsubscribed")

    correct_email(PassportFactory(), email="Jan@example.nl", by=reception, send=False)
    correct_email(PassportFactory(), email="els@example.nl", by=reception, send=False)

    assert [block.email_key for block in AddressBlock.objects.all()] == ["els@example.nl"]


def test_correct_email_offers_again_what_else_went_to_the_dead_address(in_peeters, reception):
    first = offered(reception, customer__email="jan@example.nl")
    second = offered(reception, customer=first.customer)
    made = PassportFactory(customer=first.customer)
    Customer.objects.update(email_state="bounced")
    OutboxMail.objects.update(state="bounced")

    correct_email(first, email="jan@voorbeeld.nl", by=reception, send=True)

    queued = OutboxMail.objects.filter(state="queued")
    assert sorted(queued.values_list("subject_id", flat=True)) == [first.pk, second.pk]
    made.refresh_from_db()
    assert made.state == "created"


def test_correct_email_to_that_of_the_same_person_moves_the_passport_to_him(in_peeters, reception):
    known = CustomerFactory(email="jan@example.nl", last_name="Jansen")
    passport = PassportFactory(
        customer__email="jan", customer__email_state="syntax", customer__last_name="Jansen",
        customer__identity="p:NL:00HZB3",
    )  # fmt: skip

    passport = correct_email(passport, email="JAN@example.nl", by=reception, send=True)

    assert (passport.customer, passport.state) == (known, "offered")


def test_correct_email_refuses_the_address_of_somebody_else(in_peeters, reception):
    CustomerFactory(email="jan@example.nl", first_name="Jan", last_name="Jansen", number=7)
    passport = PassportFactory(customer__email_state="bounced", customer__last_name="Pietersen")

    with pytest.raises(EmailBelongsToOther, match=r"Jan Jansen \(customer 7\)"):
        correct_email(passport, email="jan@example.nl", by=reception, send=True)

    passport.refresh_from_db()
    assert passport.customer.email_state == "bounced"


def test_archive_passport_takes_it_out_of_the_lists_once(in_peeters, reception):
    passport = PassportFactory()

    archive_passport(passport, by=reception)
    archive_passport(passport, by=reception)

    assert not Passport.objects.current().exists()
    assert events() == ["autopaspoort.passport_archived"]


def test_an_archived_vehicle_can_get_a_passport_again(in_peeters, reception):
    first = create_passport(jansen(), by=reception)
    archive_passport(first, by=reception)

    second = create_passport(jansen(), by=reception)

    assert (second.pk != first.pk, second.vehicle == first.vehicle) == (True, True)


def test_expire_offers_ends_those_whose_day_has_passed(in_peeters, reception):
    due, waiting = offered(reception), offered(reception)
    Passport.objects.filter(pk=due.pk).update(expires_on=date(2026, 11, 20))
    Passport.objects.filter(pk=waiting.pk).update(expires_on=date(2026, 11, 21))

    expire_offers(in_peeters, date(2026, 11, 21))

    assert list(Passport.objects.order_by("pk").values_list("state", flat=True)) == ["expired", "offered"]
    assert Entry.objects.get(event="autopaspoort.passport_expired").subject_id == due.pk


def test_an_expired_offer_can_be_sent_again(in_peeters, reception):
    passport = offered(reception)
    Passport.objects.update(state="expired")

    assert offer_passport(passport, by=reception).state == "offered"


def test_change_settings_leaves_one_row_and_says_what_changed(in_peeters, owner):
    change_settings(offer_days=30, by=owner)
    change_settings(offer_days=30, by=owner)
    change_settings(offer_days=90, by=owner)

    assert [settings.offer_days for settings in PassportSettings.objects.all()] == [90]
    facts = Entry.objects.order_by("pk").values_list("facts", flat=True)
    assert list(facts) == [{"offer_days": 30}, {"offer_days": 90}]
