"""The administrator of the fleet."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from carshare.models import CarShareContract, CarShareOrganisation, Subscriber, TermsVersion
from carshare.statistics import funnel
from garageflow.mail.models import OutboxMail
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Role
from tests.carshare.factories import SubscriberFactory
from tests.carshare.wizard import pdf
from tests.conftest import client_of
from tests.factories import MemberFactory

pytestmark = pytest.mark.usefixtures("calm")

ADMIN = "/g/peeters/carshare/admin/"


def test_an_organisation_is_made_ready_by_its_pages(peeters, as_owner):
    made = as_owner.post(
        f"{ADMIN}organisations/new/",
        {
            "name": "Zorgpunt",
            "first_state": "pending_approval",
            "languages": ["nl", "fr"],
            "licence_required": "on",
            "is_open": "on",
            "licence_keep_days": 30,
            "person_keep_days": 395,
        },
    )
    page = made.url
    as_owner.post(f"{page}suffixes/", {"suffix": "zorgpunt.example"})
    refused = as_owner.post(f"{page}suffixes/", {"suffix": "gmail.com"})
    contract = {
        "name": "Dienst",
        "max_hours": 24,
        "vat_percent": 21,
        "hour_euros": "3.50",
        "km_euros": "0.28",
    }
    as_owner.post(f"{page}contracts/new/", contract | {"is_open": "on"})
    as_owner.post(
        f"{page}contracts/new/", contract | {"name": "Weekend", "is_open": "on", "is_default": "on"}
    )
    as_owner.post(f"{page}parkings/new/", {"name": "Noord", "is_open": "on"})
    as_owner.post(f"{page}terms/", {"file": pdf()})

    assert refused.status_code == 422
    with garage_active(peeters):
        organisation = CarShareOrganisation.objects.get()
        assert (organisation.first_state, organisation.languages) == ("pending_approval", ["nl", "fr"])
        assert [str(suffix) for suffix in organisation.suffixes.all()] == ["zorgpunt.example"]
        contracts = CarShareContract.objects.order_by("name").values_list("name", "is_default", "hour_amount")
        assert list(contracts) == [("Dienst", False, 350), ("Weekend", True, 350)]
        assert TermsVersion.objects.get().number == 1
    assert as_owner.post(f"{page}parkings/new/", {"name": "Noord"}).status_code == 422
    assert as_owner.post(f"{page}terms/", {"file": pdf()}).status_code == 422


def test_the_home_page_of_the_fleet_shows_what_is_to_be_done(peeters):
    with garage_active(peeters):
        SubscriberFactory(state="pending_approval")
        SubscriberFactory(state="email_unverified")
        fleet_admin = client_of(Actor.of_member(MemberFactory(roles=[Role.FLEET_ADMIN])))

    [part] = fleet_admin.get("/g/peeters/").context["parts"]

    assert {tile.label: tile.count for tile in part.tiles} == {
        "On the road": 0,
        "Booked": 0,
        "Bookings to approve": 0,
        "Subscribers to approve": 1,
        "Address not validated": 1,
    }
    assert [fleet_admin.get(tile.url).status_code for tile in part.tiles] == [200] * 5


def test_terms_are_a_pdf(peeters, zorgpunt, as_owner):
    picture = SimpleUploadedFile("terms.pdf", b"GIF89a", "application/pdf")

    assert as_owner.post(f"{ADMIN}organisations/{zorgpunt.pk}/terms/", {"file": picture}).status_code == 422


def test_several_are_approved_at_once(peeters, as_owner):
    with garage_active(peeters):
        people = SubscriberFactory.create_batch(3, state="pending_approval")
        active = SubscriberFactory()

    as_owner.post(
        f"{ADMIN}subscribers/decisions/",
        {"ids": [people[0].pk, people[1].pk, active.pk, "x"], "decision": "approve"},
    )

    with garage_active(peeters):
        states = Subscriber.objects.order_by("pk").values_list("state", flat=True)
        assert list(states) == ["active", "active", "pending_approval", "active"]
        assert OutboxMail.objects.count() == 2


def test_the_list_is_filtered_and_exported_as_it_is_filtered(peeters, as_owner):
    with garage_active(peeters):
        SubscriberFactory(first_name="Éva", last_name="Öst", name_key="ost eva", state="pending_approval")
        SubscriberFactory()

    page = as_owner.get(f"{ADMIN}subscribers/?q=öst&state=pending_approval")
    export = as_owner.get(f"{ADMIN}subscribers.csv?q=öst&state=pending_approval").content.decode("utf-8-sig")

    assert [row.name for row in page.context["rows"]] == ["Éva Öst"]
    assert len(export.strip().splitlines()) == 2


def test_a_list_is_imported(peeters, zorgpunt, as_owner):
    content = (
        "email;voornaam;naam\nan@zorgpunt.example;An;Peeters\nAN@zorgpunt.example;An;Peeters\n"
        "jan@elders.example;Jan;Jansen\n"
    )
    file = SimpleUploadedFile("lijst.csv", content.encode(), "text/csv")

    page = as_owner.post(f"{ADMIN}subscribers/import/", {"organisation": zorgpunt.pk, "file": file})

    outcome = page.context["outcome"]
    assert (outcome.added, [line for line, _reason in outcome.refused]) == (1, [3, 4])
    with garage_active(peeters):
        assert Subscriber.objects.get().state == "email_unverified"
        assert OutboxMail.objects.get().to == "an@zorgpunt.example"


def test_the_funnel_counts_who_came_how_far():
    rows = funnel([("email", False), ("person", False), ("terms", True)], validated=1)

    reached = {row.label: row.reached for row in rows}
    assert reached["E-mail address"] == 3
    assert reached["Terms of use"] == 1
    assert reached["Finished"] == reached["Address validated"] == 1
