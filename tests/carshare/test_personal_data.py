"""What is kept of people, and how long."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from carshare.domain import personal_data
from carshare.domain.bookings import book
from carshare.domain.subscribers import (
    NotPossibleNow,
    activate,
    close,
    refuse,
    set_consent,
    suspend,
)
from carshare.models import Booking, Consent, Licence, SignUpDraft, Subscriber
from garageflow.audit.models import Entry
from garageflow.mail.models import OutboxMail
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM, Actor
from tests.carshare.factories import SubscriberFactory, fleet
from tests.conftest import client_of

NUMBER = "ZX-4711 0815"
ACCOUNT = "/g/peeters/carshare/account/"


@pytest.fixture
def hanne(peeters):
    with garage_active(peeters):
        return SubscriberFactory(licence_number=NUMBER, first_name="Hanne", last_name="Jacobs")


@pytest.fixture
def as_hanne(hanne):
    return client_of(Actor.of_member(hanne.member))


def test_the_licence_goes_thirty_days_after_closing(peeters, hanne):
    with garage_active(peeters):
        close(hanne, by=SYSTEM)
        closed_on = peeters.today()

        personal_data.remove_licences(peeters, closed_on + timedelta(days=29))
        assert Licence.objects.exists()
        personal_data.remove_licences(peeters, closed_on + timedelta(days=30))
        assert not Licence.objects.exists()


def test_the_organisation_sets_how_long(peeters, hanne):
    with garage_active(peeters):
        hanne.organisation.licence_keep_days = 3
        hanne.organisation.save()
        close(hanne, by=SYSTEM)

        personal_data.remove_licences(peeters, peeters.today() + timedelta(days=3))

        assert not Licence.objects.exists()


def test_a_closed_subscriber_becomes_anonymous(peeters, hanne):
    with garage_active(peeters):
        close(hanne, by=SYSTEM)
        personal_data.anonymise_closed(peeters, peeters.today() + timedelta(days=394))
        assert Subscriber.objects.get().state == "closed"

        personal_data.anonymise_closed(peeters, peeters.today() + timedelta(days=395))

        kept = Subscriber.objects.get()
        assert (kept.state, kept.email, kept.first_name, kept.last_name, kept.member) == (
            "anonymised",
            "",
            "",
            "",
            None,
        )


def test_closing_cancels_bookings_and_ends_signing_in(peeters, hanne, as_hanne):
    with garage_active(peeters):
        contract, _parking, (vehicle,) = fleet(hanne.organisation)
        now = timezone.now()
        book(
            hanne,
            vehicle,
            contract=contract,
            since=now + timedelta(hours=1),
            until=now + timedelta(hours=2),
            use="professional",
            purpose="",
            by=SYSTEM,
        )
    assert as_hanne.get(ACCOUNT).status_code == 200

    assert as_hanne.post(ACCOUNT + "closing/").status_code == 200

    with garage_active(peeters):
        assert Booking.objects.get().state == "cancelled"
        assert Subscriber.objects.get().state == "closed"
    assert as_hanne.get(ACCOUNT).status_code == 404


def test_his_data_are_his_and_complete(peeters, hanne, as_hanne):
    data = json.loads(as_hanne.get(ACCOUNT + "data.json").content)

    assert data["licence"]["number"] == NUMBER
    assert (data["email"], data["first_name"]) == (hanne.email, "Hanne")
    assert set(data) >= {"bookings", "consents", "terms_accepted", "billing_address", "invoices"}


def test_the_number_stands_in_no_list_export_page_or_audit(peeters, hanne, owner, as_owner):
    base = "/g/peeters/carshare/admin/subscribers"
    pages = [f"{base}/", f"{base}.csv", f"{base}.xlsx", f"{base}/{hanne.pk}/"]

    for page in pages:
        response = as_owner.get(page)
        assert response.status_code == 200
        assert NUMBER.encode() not in response.content
    shown = as_owner.post(f"{base}/{hanne.pk}/licence-number/")

    assert NUMBER in shown.content.decode()
    with garage_active(peeters):
        seen = Entry.objects.get(event="carshare.licence_number_seen")
        assert seen.member == owner.member
        assert NUMBER not in str([entry.facts for entry in Entry.objects.all()])


def test_consent_is_given_taken_back_and_given_again(peeters, hanne):
    with garage_active(peeters):
        for is_given in (True, True, False, False, True):
            set_consent(hanne, is_given=is_given, by=SYSTEM)

        assert [consent.revoked_at is None for consent in Consent.objects.order_by("pk")] == [False, True]


@pytest.mark.parametrize(
    ("state", "change", "allowed"),
    [
        ("pending_approval", "activate", True),
        ("suspended", "activate", True),
        ("inactive", "activate", True),
        ("active", "activate", False),
        ("pending_approval", "refuse", True),
        ("active", "refuse", False),
        ("active", "suspend", True),
        ("pending_approval", "suspend", False),
        ("suspended", "suspend", False),
    ],
)
def test_states_change_only_as_they_may(peeters, hanne, state, change, allowed):
    changes = {
        "activate": lambda: activate(hanne, by=SYSTEM),
        "refuse": lambda: refuse(hanne, reason="Geen medewerker", by=SYSTEM),
        "suspend": lambda: suspend(hanne, reason="Boete", by=SYSTEM),
    }
    with garage_active(peeters):
        Subscriber.objects.update(state=state)
        if not allowed:
            with pytest.raises(NotPossibleNow):
                changes[change]()
            return
        changes[change]()

        assert Subscriber.objects.get().state == {"activate": "active", "refuse": "refused"}.get(
            change, "suspended"
        )
        assert OutboxMail.objects.get().kind == "carshare.standing"


def test_a_sign_up_that_was_left_keeps_only_its_step(peeters):
    with garage_active(peeters):
        SignUpDraft.objects.create(
            key_hash="x",
            email="hanne@zorgpunt.example",
            answers={"person": {"first_name": "Hanne"}},
            password_hash="hash",
            furthest_step="licence",
            language="nl",
            created_at=timezone.now() - timedelta(days=8),
        )

        personal_data.empty_drafts(peeters, peeters.today())

        draft = SignUpDraft.objects.get()
        assert (draft.email, draft.answers, draft.password_hash, draft.furthest_step) == (
            "",
            {},
            "",
            "licence",
        )


def test_without_the_feature_there_are_no_pages(peeters, as_hanne):
    peeters.features = []
    peeters.save()

    for page in ("", "sign-up/", "account/", "admin/"):
        assert as_hanne.get(f"/g/peeters/carshare/{page}").status_code == 404
