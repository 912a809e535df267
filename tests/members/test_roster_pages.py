from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from garageflow.members.matrix import role_matrix, staff_routes
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import STAFF_ROLES, Member, Role
from tests.accounts.conftest import from_somewhere, sign_in
from tests.conftest import client_of
from tests.factories import MemberFactory
from tests.members.conftest import invite

MEMBER = {"name": "Karim B.", "phone": "03 1", "roles": ["sales"]}


def invite_one(garage, owner, n: str) -> None:
    """One more row in each of the two tables of the page."""
    with garage_active(garage):
        invite(owner, email=f"new{n}@example.com")
        MemberFactory(roles=[Role.SALES])


def test_the_list_shows_the_staff_of_this_garage_and_nobody_else(as_owner, peeters, stranger):
    with garage_active(peeters):
        MemberFactory(name="Karim", roles=[Role.MECHANIC])
        MemberFactory(name="Rita", roles=[Role.CUSTOMER])

    page = as_owner.get("/g/peeters/members/").content

    assert b"Karim" in page
    assert b"Rita" not in page
    assert b"Philippe" not in page


def test_the_list_costs_the_same_for_three_members_as_for_one(as_owner, owner, peeters):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            as_owner.get("/g/peeters/members/")
        return len(queries)

    invite_one(peeters, owner, "1")
    one = cost()
    for n in "23":
        invite_one(peeters, owner, n)

    assert cost() == one


def test_the_owner_changes_a_member(as_owner, peeters, mechanic):
    response = as_owner.post(f"/g/peeters/members/{mechanic.member.pk}/", MEMBER)

    assert response["Location"] == "/g/peeters/members/"
    with garage_active(peeters):
        member = Member.objects.with_membership().get(pk=mechanic.member.pk)
    assert (member.name, member.phone, member.membership.roles) == ("Karim B.", "03 1", ["sales"])


def test_an_owner_who_gives_up_that_role_goes_to_a_page_he_may_see(as_owner, owner, peeters):
    with garage_active(peeters):
        MemberFactory(roles=[Role.OWNER])

    response = as_owner.post(f"/g/peeters/members/{owner.member.pk}/", MEMBER)

    assert response["Location"] == "/g/peeters/"


def test_changed_roles_hold_from_the_next_page_on(as_owner, mechanic):
    client = client_of(mechanic)
    assert client.get("/g/peeters/members/").status_code == 403

    as_owner.post(f"/g/peeters/members/{mechanic.member.pk}/", {**MEMBER, "roles": ["owner"]})

    assert client.get("/g/peeters/members/").status_code == 200


@pytest.mark.parametrize("wrong", [{"name": ""}, {"roles": []}, {"roles": ["customer"]}, {"roles": ["king"]}])
def test_what_is_wrong_is_said_and_nothing_is_changed(as_owner, peeters, mechanic, wrong):
    response = as_owner.post(f"/g/peeters/members/{mechanic.member.pk}/", {**MEMBER, **wrong})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == list(wrong)
    with garage_active(peeters):
        assert Member.objects.get(pk=mechanic.member.pk).name == mechanic.member.name


def test_the_last_owner_is_told_why_he_stays(as_owner, owner):
    pk = owner.member.pk

    changed = as_owner.post(f"/g/peeters/members/{pk}/", MEMBER)
    left = as_owner.post(f"/g/peeters/members/{pk}/departure/")

    for response in (changed, left):
        assert response.status_code == 422
        assert b"The garage needs at least one owner" in response.content


def test_who_leaves_is_out_at_once(as_owner, mechanic):
    user = mechanic.member.membership.user
    client = from_somewhere()
    sign_in(client, user.email)
    assert client.get("/g/peeters/").status_code == 200

    as_owner.post(f"/g/peeters/members/{mechanic.member.pk}/departure/")

    assert client.get("/g/peeters/")["Location"] == "/accounts/login/?next=/g/peeters/"
    sign_in(client, user.email)
    assert client.get("/g/peeters/").status_code == 404


def test_an_owner_who_leaves_himself_is_signed_out(as_owner, owner, peeters):
    with garage_active(peeters):
        MemberFactory(roles=[Role.OWNER])

    response = as_owner.post(f"/g/peeters/members/{owner.member.pk}/departure/")

    assert response["Location"] == "/"
    assert "_auth_user_id" not in as_owner.session


def test_members_of_another_garage_are_not_found(as_owner, stranger):
    for path in (f"/members/{stranger.pk}/", f"/members/{stranger.pk}/departure/"):
        assert as_owner.post(f"/g/peeters{path}", MEMBER).status_code == 404
        assert as_owner.post(f"/g/dubois{path}", MEMBER).status_code == 404


@pytest.mark.parametrize("role", [role for role in STAFF_ROLES if role != Role.OWNER])
def test_only_owners_see_and_change_members(peeters, mechanic, role):
    with garage_active(peeters):
        member = MemberFactory(roles=[role])
    client = from_somewhere()
    client.force_login(member.membership.user)

    for path in ("/members/", "/members/roles/", f"/members/{mechanic.member.pk}/"):
        assert client.get(f"/g/peeters{path}").status_code == 403
    assert client.post(f"/g/peeters/members/{mechanic.member.pk}/departure/").status_code == 403


def test_the_page_of_roles_shows_what_the_views_require(as_owner):
    response = as_owner.get("/g/peeters/members/roles/")

    assert response.status_code == 200
    shown = {row.name: row.cells for group in response.context["groups"] for row in group.rows}
    assert shown["Invite somebody"] == [True, False, False, False, False, False]


def test_every_route_that_asks_for_a_role_is_in_the_matrix():
    def count(patterns) -> int:
        return sum(
            count(pattern.url_patterns)
            if hasattr(pattern, "url_patterns")
            else bool(getattr(pattern.callback, "required_roles", ()))
            for pattern in patterns
        )

    rows = sum(len(group.rows) for group in role_matrix())
    assert rows == count(get_resolver("garageflow.urls_garage").url_patterns) > 10


def test_every_route_has_a_name_that_people_understand():
    """A new route gets its words with name_routes() in the AppConfig of its app."""
    assert [f"{route.app_name}:{route.url_name}" for route in staff_routes() if not route.has_name] == []
