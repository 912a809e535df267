from __future__ import annotations

from urllib.parse import quote

import pytest

from garageflow.accounts.models import User
from garageflow.members.domain.invitations import token_of
from garageflow.members.models import Invitation
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Member, Role
from tests.accounts.conftest import from_somewhere
from tests.conftest import client_of
from tests.factories import UserFactory
from tests.members.conftest import invite

FORM = {"name": "Karim", "email": "karim@new.example", "roles": ["mechanic"], "language": "nl"}
PASSWORD = {"name": "Karim B.", "password": "a horse on the roof"}


@pytest.fixture
def link(invitation: Invitation) -> str:
    return f"/g/peeters/invitation/{token_of(invitation)}/"


def test_the_owner_invites(as_owner, peeters):
    response = as_owner.post("/g/peeters/members/invitations/new/", FORM)

    assert (response.status_code, response["Location"]) == (302, "/g/peeters/members/")
    with garage_active(peeters):
        assert Invitation.objects.get().email == "karim@new.example"
    page = as_owner.get("/g/peeters/members/").content
    assert b"karim@new.example" in page


@pytest.mark.parametrize("missing", ["name", "email", "roles"])
def test_what_is_missing_is_said_beside_the_field(as_owner, peeters, missing):
    response = as_owner.post(
        "/g/peeters/members/invitations/new/", {key: value for key, value in FORM.items() if key != missing}
    )

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [missing]
    with garage_active(peeters):
        assert not Invitation.objects.exists()


def test_outside_roles_cannot_be_given(as_owner, peeters):
    response = as_owner.post("/g/peeters/members/invitations/new/", {**FORM, "roles": ["customer"]})

    assert response.status_code == 422


def test_somebody_who_is_invited_already_is_said_so(as_owner, invitation):
    response = as_owner.post("/g/peeters/members/invitations/new/", FORM)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["email"]


def test_only_owners_invite(as_reception, invitation):
    paths = [
        "/g/peeters/members/invitations/new/",
        f"/g/peeters/members/invitations/{invitation.pk}/reminder/",
        f"/g/peeters/members/invitations/{invitation.pk}/revocation/",
    ]

    assert [as_reception.post(path, FORM).status_code for path in paths] == [403, 403, 403]


def test_an_invitation_is_sent_again_and_withdrawn(as_owner, peeters, invitation):
    as_owner.post(f"/g/peeters/members/invitations/{invitation.pk}/reminder/")
    with garage_active(peeters):
        assert Invitation.objects.get().round == 2

    as_owner.post(f"/g/peeters/members/invitations/{invitation.pk}/revocation/")
    with garage_active(peeters):
        assert not Invitation.objects.open().exists()

    response = as_owner.post(f"/g/peeters/members/invitations/{invitation.pk}/reminder/", follow=True)
    assert b"does not work any more" in response.content


def test_the_invitations_of_another_garage_are_not_found(as_owner, stranger, dubois):
    with garage_active(dubois):
        theirs = invite(Actor.of_member(stranger), email="secret@dubois.example")

    for what in ("reminder", "revocation"):
        assert as_owner.post(f"/g/peeters/members/invitations/{theirs.pk}/{what}/").status_code == 404
        assert as_owner.post(f"/g/dubois/members/invitations/{theirs.pk}/{what}/").status_code == 404
    assert b"secret@dubois.example" not in as_owner.get("/g/peeters/members/").content
    assert from_somewhere().get(f"/g/peeters/invitation/{token_of(theirs)}/").status_code == 404


def test_looking_at_the_link_uses_nothing_up(link, peeters):
    for _look in range(3):
        response = from_somewhere().get(link)
        assert response.status_code == 200
        assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"

    with garage_active(peeters):
        assert Invitation.objects.get().is_open
    assert not User.objects.filter(email="karim@new.example").exists()


def test_a_newcomer_chooses_a_password_and_is_signed_in(link, peeters):
    client = from_somewhere()

    response = client.post(link, PASSWORD)

    assert (response.status_code, response["Location"]) == (302, "/g/peeters/")
    with garage_active(peeters):
        member = Member.objects.get(membership__user__email="karim@new.example")
    assert (member.name, client.session["_auth_user_id"]) == ("Karim B.", str(member.membership.user_id))
    assert client.get("/g/peeters/").status_code == 200
    assert client.get("/g/peeters/members/").status_code == 403


@pytest.mark.parametrize("password", ["", "short", "password1234", "karim@new.example"])
def test_a_weak_password_is_refused_and_nothing_is_used_up(link, peeters, password):
    response = from_somewhere().post(link, {"name": "Karim", "password": password})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["password"]
    with garage_active(peeters):
        assert Invitation.objects.get().is_open


def test_the_link_works_once(link):
    from_somewhere().post(link, PASSWORD)

    again = from_somewhere().post(link, PASSWORD)

    assert again.status_code == 404
    assert User.objects.filter(email="karim@new.example").count() == 1


def test_every_link_that_does_not_work_looks_the_same(as_owner, peeters, invitation, link):
    as_owner.post(f"/g/peeters/members/invitations/{invitation.pk}/revocation/")
    client = from_somewhere()

    withdrawn = client.get(link)
    forged = client.get("/g/peeters/invitation/1.1.forged/")

    assert withdrawn.status_code == forged.status_code == 404
    assert b"This invitation does not work any more" in withdrawn.content
    assert b"This invitation does not work any more" in forged.content
    assert b"Karim" not in withdrawn.content


def test_somebody_with_an_account_is_asked_to_sign_in_and_then_joins(link, peeters):
    user = UserFactory(email="karim@new.example")
    client = from_somewhere()

    page = client.get(link)
    assert f'href="/accounts/login/?next={quote(link, safe="")}"' in page.content.decode()
    assert b'name="password"' not in page.content
    assert client.post(link, PASSWORD).status_code == 200
    with garage_active(peeters):
        assert Invitation.objects.get().is_open

    client.force_login(user)
    assert b">Accept</button>" in client.get(link).content
    assert client.post(link)["Location"] == "/g/peeters/"
    assert client.get("/g/peeters/").status_code == 200


def test_whoever_is_signed_in_as_somebody_else_cannot_take_it(link, reception, peeters):
    client = client_of(reception)

    assert b"You are signed in as somebody else" in client.get(link).content
    client.post(link)

    with garage_active(peeters):
        assert Invitation.objects.get().is_open


def test_guessing_is_slowed_down(link):
    client = from_somewhere()

    answers = [client.post("/g/peeters/invitation/1.1.forged/").status_code for _try in range(21)]

    assert answers == [404] * 20 + [429]


def test_the_page_of_an_unknown_garage_is_not_found(db):
    assert from_somewhere().get("/g/nobody/invitation/1.1.x/").status_code == 404


def test_an_owner_can_be_invited(as_owner, peeters):
    as_owner.post("/g/peeters/members/invitations/new/", {**FORM, "roles": ["owner", "sales"]})

    with garage_active(peeters):
        assert Invitation.objects.get().roles == [Role.OWNER, Role.SALES]
