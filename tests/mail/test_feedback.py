"""Bounces and complaints that the mail provider tells of: the address is blocked, the customer shown."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from autopaspoort.domain.passports import offer_passport
from autopaspoort.models import Passport
from garageflow.mail.models import AddressBlock, OutboxMail
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from tests.factories import PassportFactory

SECRET = "provider:secret"
# base64 of the secret.
AUTHORIZATION = "Basic cHJvdmlkZXI6c2VjcmV0"


@pytest.fixture
def mail(in_peeters, settings) -> OutboxMail:
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    offer_passport(PassportFactory(customer__email="Jan@example.nl"), by=SYSTEM)
    OutboxMail.objects.update(state="sent")
    return OutboxMail.objects.get()


def tell(mail: OutboxMail, record: str, *, authorization: str = AUTHORIZATION, **facts: object) -> int:
    content = {
        "RecordType": record,
        "Email": mail.to,
        "MessageID": "0",
        "Metadata": {"garage": str(mail.garage_id), "mail": str(mail.pk)},
        **facts,
    }
    address = "/mail/feedback/postmark/"
    headers = {"Authorization": authorization}
    return Client().post(address, json.dumps(content), "application/json", headers=headers).status_code


def test_a_bounce_blocks_the_address_and_shows_it_among_the_invalid_ones(mail, in_peeters):
    bounce = {"Type": "HardBounce", "TypeCode": 1, "Description": "no such mailbox", "Inactive": True}
    assert tell(mail, "Bounce", **bounce) == 200
    assert tell(mail, "Bounce", **bounce) == 200

    mail.refresh_from_db()
    assert (mail.state, mail.answer) == ("bounced", "no such mailbox")
    assert AddressBlock.objects.get().reason == "bounced"
    assert Passport.objects.with_invalid_email().get().customer.email_state == "bounced"


def test_a_complaint_stops_all_mails_too(mail, in_peeters):
    assert tell(mail, "SpamComplaint", Type="SpamComplaint") == 200

    assert AddressBlock.objects.get().reason == "complained"


def test_a_mail_that_is_only_late_changes_nothing(mail, in_peeters):
    assert tell(mail, "Bounce", Type="Transient", TypeCode=2) == 200

    assert not AddressBlock.objects.exists()


def test_of_another_garage_nothing_is_touched(mail, in_peeters, dubois):
    with garage_active(dubois):
        PassportFactory(customer__email="Jan@example.nl")

    tell(mail, "Bounce", Type="HardBounce", TypeCode=1)

    with garage_active(dubois):
        assert not AddressBlock.objects.exists()
        assert not Passport.objects.with_invalid_email().exists()


def test_strangers_and_garbage_are_refused(mail, settings, in_peeters):
    assert tell(mail, "Bounce", authorization="Basic eDp5") == 400
    assert tell(mail, "Bounce", Metadata={"garage": "x", "mail": "-1"}, Type="HardBounce") == 200
    assert Client().get("/mail/feedback/postmark/").status_code == 405
    assert Client().post("/mail/feedback/nobody/").status_code == 404
    settings.ANYMAIL = {"WEBHOOK_SECRET": ""}
    assert tell(mail, "Bounce") == 404
    assert not AddressBlock.objects.exists()
