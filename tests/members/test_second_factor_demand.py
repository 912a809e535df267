"""A garage may demand a second factor of its staff (ASVS 6.3.3)."""

from __future__ import annotations

import pytest

from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage, Role
from tests.accounts.conftest import from_somewhere, sign_in
from tests.accounts.test_two_factor import code_for, set_up_totp
from tests.conftest import client_of
from tests.convoy.factories import actor_of, make_driver
from tests.factories import MemberFactory, UserFactory
from tests.members.test_garage_settings import SETTINGS

DEMAND = {**SETTINGS, "requires_second_factor": "on"}


def member_of(garage: Garage, role: Role):
    user = UserFactory(email=f"{role}@peeters.example")
    with garage_active(garage):
        MemberFactory(roles=[role], membership__user=user)
    client = from_somewhere()
    sign_in(client, user.email)
    return client


@pytest.fixture
def demanding(peeters):
    peeters.requires_second_factor = True
    peeters.save()
    return peeters


def test_staff_set_one_up_before_the_first_page_opens(demanding, django_capture_on_commit_callbacks):
    mechanic = member_of(demanding, Role.MECHANIC)

    refused = mechanic.get("/g/peeters/")
    assert (refused.status_code, refused["Location"]) == (302, "/accounts/2fa/")
    assert "Garage Peeters asks its staff for a second step" in mechanic.get("/accounts/2fa/").text

    secret = set_up_totp(mechanic, django_capture_on_commit_callbacks)
    assert mechanic.get("/g/peeters/")["Location"].startswith("/accounts/2fa/reauthenticate/?next=")
    mechanic.post("/accounts/2fa/reauthenticate/", {"code": code_for(secret)})
    assert mechanic.get("/g/peeters/").status_code == 200


def test_the_reason_is_told_once_however_many_pages_were_asked_for(demanding):
    mechanic = member_of(demanding, Role.MECHANIC)

    for _time in range(3):
        mechanic.get("/g/peeters/")

    assert mechanic.get("/accounts/2fa/").text.count("asks its staff for a second step") == 1


def test_a_part_of_a_page_sends_the_whole_page_there(demanding):
    mechanic = member_of(demanding, Role.MECHANIC)

    answer = mechanic.get("/g/peeters/", HTTP_HX_REQUEST="true")

    assert answer["HX-Redirect"] == "/accounts/2fa/"


def test_who_does_not_work_there_is_not_asked(demanding, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    demanding.features = ["convoy"]
    demanding.save()
    with garage_active(demanding):
        driver = client_of(actor_of(make_driver()))

    assert driver.get("/g/peeters/partner/").status_code == 200


def test_another_garage_of_the_same_person_asks_nothing(demanding, dubois):
    user = UserFactory(email="both@peeters.example")
    for garage in (demanding, dubois):
        with garage_active(garage):
            MemberFactory(roles=[Role.MECHANIC], membership__user=user)
    client = from_somewhere()
    sign_in(client, user.email)

    assert client.get("/g/dubois/").status_code == 200
    assert client.get("/g/peeters/").status_code == 302


def test_an_owner_without_one_does_not_lock_himself_out(peeters, django_capture_on_commit_callbacks):
    owner = member_of(peeters, Role.OWNER)

    refused = owner.post("/g/peeters/settings/", DEMAND)

    assert refused.status_code == 422
    assert "First set up your own second step" in refused.text
    secret = set_up_totp(owner, django_capture_on_commit_callbacks)
    owner.post("/accounts/2fa/reauthenticate/", {"code": code_for(secret)})
    assert owner.post("/g/peeters/settings/", DEMAND).status_code == 302
    assert Garage.objects.get(slug="peeters").requires_second_factor
    assert owner.get("/g/peeters/settings/").status_code == 200
