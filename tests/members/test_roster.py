from __future__ import annotations

import threading

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from garageflow.audit.models import Entry
from garageflow.members.domain.roster import (
    LastOwnerKept,
    MemberHasLeft,
    NoStaffRole,
    change_member,
    end_membership,
)
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from garageflow.tenancy.models import Garage, Member, Membership, Role
from tests.factories import GarageFactory, MemberFactory


def roles_of(member: Member) -> list[str]:
    return Membership.objects.get(pk=member.membership_id).roles


def session_of(member: Member) -> UserSession:
    store = SessionStore()
    store.create()
    return UserSession.objects.create(
        user=member.membership.user, session_key=store.session_key, ip="198.51.100.7", user_agent="x"
    )


def test_name_telephone_and_roles_are_changed(in_peeters, owner):
    member = MemberFactory(name="Karim", roles=[Role.MECHANIC])

    change_member(
        member, name="Karim B.", phone="03 1", roles=[Role.SALES, Role.RECEPTION, Role.SALES], by=owner
    )

    member.refresh_from_db()
    assert (member.name, member.phone) == ("Karim B.", "03 1")
    assert roles_of(member) == ["reception", "sales"]
    entry = Entry.objects.get(event="members.member_changed")
    assert entry.facts == {"roles_before": ["mechanic"], "roles": ["reception", "sales"]}


def test_roles_outside_staff_stay(in_peeters, owner):
    member = MemberFactory(roles=[Role.MECHANIC, Role.CUSTOMER])

    change_member(member, name=member.name, phone="", roles=[Role.SALES], by=owner)

    assert roles_of(member) == ["sales", "customer"]


def test_a_member_keeps_at_least_one_staff_role(in_peeters, owner):
    member = MemberFactory(roles=[Role.MECHANIC, Role.CUSTOMER])

    with pytest.raises(NoStaffRole):
        change_member(member, name=member.name, phone="", roles=[], by=owner)


def test_the_last_owner_is_not_demoted(in_peeters, owner):
    with pytest.raises(LastOwnerKept):
        change_member(owner.member, name="Els", phone="", roles=[Role.SALES], by=owner)

    assert roles_of(owner.member) == ["owner"]


def test_the_last_owner_does_not_leave(in_peeters, owner):
    with pytest.raises(LastOwnerKept):
        end_membership(owner.member, by=owner)


@pytest.mark.parametrize("is_gone", ["left", "closed", "elsewhere"])
def test_an_owner_who_cannot_sign_in_here_does_not_count(in_peeters, owner, dubois, is_gone):
    if is_gone == "elsewhere":
        with garage_active(dubois):
            MemberFactory(roles=[Role.OWNER])
    else:
        other = MemberFactory(roles=[Role.OWNER])
        if is_gone == "left":
            end_membership(other, by=owner)
        else:
            other.membership.user.is_active = False
            other.membership.user.save()

    with pytest.raises(LastOwnerKept):
        end_membership(owner.member, by=owner)


def test_an_owner_may_go_when_there_is_another(in_peeters, owner):
    MemberFactory(roles=[Role.OWNER])

    end_membership(owner.member, by=owner)

    assert Membership.objects.get(pk=owner.member.membership_id).ended_at is not None


def test_leaving_ends_all_sessions_of_that_person_and_of_nobody_else(in_peeters, owner, mechanic):
    sessions = [session_of(mechanic.member), session_of(mechanic.member)]
    other = session_of(owner.member)

    end_membership(mechanic.member, by=owner)

    assert list(UserSession.objects.all()) == [other]
    assert [SessionStore(session.session_key).exists(session.session_key) for session in sessions] == [
        False
    ] * 2
    assert Entry.objects.get(event="members.membership_ended").facts == {"roles_before": ["mechanic"]}


def test_a_customer_who_leaves_the_staff_stays_a_customer(in_peeters, owner):
    member = MemberFactory(roles=[Role.MECHANIC, Role.CUSTOMER])

    end_membership(member, by=owner)

    membership = Membership.objects.get(pk=member.membership_id)
    assert (membership.roles, membership.ended_at) == (["customer"], None)


def test_who_has_left_cannot_be_changed_or_leave_again(in_peeters, owner, mechanic):
    end_membership(mechanic.member, by=owner)

    with pytest.raises(MemberHasLeft):
        change_member(mechanic.member, name="x", phone="", roles=[Role.OWNER], by=owner)
    with pytest.raises(MemberHasLeft):
        end_membership(mechanic.member, by=owner)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_owners_who_remove_each_other_at_once_leave_one():
    garage = GarageFactory(slug="two-owners")
    with garage_active(garage):
        owners = [MemberFactory(roles=[Role.OWNER]) for _owner in range(2)]
    at_once = threading.Barrier(2)
    refused: list[Exception] = []

    def remove(member: Member) -> None:
        try:
            at_once.wait()
            with garage_active(Garage.objects.get(pk=garage.pk)):
                end_membership(member, by=SYSTEM)
        except LastOwnerKept as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=remove, args=[member]) for member in owners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert Membership.objects.current().filter(garage=garage).count() == 1


def test_a_member_of_another_garage_is_out_of_reach(in_peeters, owner, stranger):
    with pytest.raises(MemberHasLeft):
        end_membership(stranger, by=owner)
