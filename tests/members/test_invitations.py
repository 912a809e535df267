from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from garageflow.accounts.models import User
from garageflow.audit.models import Entry
from garageflow.mail.models import OutboxMail
from garageflow.mail.registry import NothingToSay
from garageflow.members.domain.invitations import (
    AccountExists,
    AlreadyInvited,
    AlreadyMember,
    InvitationClosed,
    InvitedUnderAnotherAddress,
    accept_as_new_user,
    accept_invitation,
    forget_closed_invitations,
    resend_invitation,
    revoke_invitation,
    token_of,
    valid_invitation,
)
from garageflow.members.domain.roster import end_membership
from garageflow.members.mails import compose_invitation
from garageflow.members.models import Invitation
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Member, Role
from tests.factories import MemberFactory, MembershipFactory, UserFactory
from tests.members.conftest import invite

VISITOR = Actor.outside("visitor", "198.51.100.7")


def newcomer(invitation: Invitation) -> Member:
    return accept_as_new_user(
        invitation, name="Karim B.", password="a horse on the roof", language="fr", by=VISITOR
    )


def test_an_invitation_queues_one_mail_in_the_reader_s_language(in_peeters, owner):
    invitation = invite(owner, email="Karim@New.example", roles=[Role.MECHANIC, Role.RECEPTION])

    mail = OutboxMail.objects.get()
    assert (mail.kind, mail.to, mail.language) == ("members.invitation", "karim@new.example", "nl")
    assert invitation.roles == ["reception", "mechanic"]
    assert timedelta(days=6, hours=23) < invitation.expires_at - timezone.now() <= timedelta(days=7)
    assert Entry.objects.get(event="members.member_invited").member == owner.member


def test_neither_the_invitation_nor_its_mail_keeps_the_token(in_peeters, invitation):
    signature = token_of(invitation).rpartition(".")[2]

    stored = [
        str(value)
        for row in (*Invitation.objects.values(), *OutboxMail.objects.values(), *Entry.objects.values())
        for value in row.values()
    ]
    assert not any(signature in value for value in stored)


def test_the_mail_holds_a_link_that_works(in_peeters, owner, invitation):
    with translation.override("en"):
        content = compose_invitation(OutboxMail.objects.get())

    assert content.subject == f"{owner.member.name} invites you to Garage Peeters"
    label, url = content.button
    assert label == "See the invitation"
    assert url == f"http://127.0.0.1:8000/g/peeters/invitation/{token_of(invitation)}/"


def test_a_mail_that_waited_too_long_is_not_sent(in_peeters, owner, invitation):
    first = OutboxMail.objects.get()
    resend_invitation(invitation, by=owner)
    second = OutboxMail.objects.exclude(pk=first.pk).get()

    with pytest.raises(NothingToSay):
        compose_invitation(first)
    assert compose_invitation(second)

    revoke_invitation(Invitation.objects.get(), by=owner)
    with pytest.raises(NothingToSay):
        compose_invitation(second)


def test_somebody_who_works_here_is_not_invited(in_peeters, owner):
    member = MemberFactory(roles=[Role.SALES])

    with pytest.raises(AlreadyMember):
        invite(owner, email=member.membership.user.email.upper())


def test_nobody_is_invited_twice(in_peeters, owner, invitation):
    with pytest.raises(AlreadyInvited):
        invite(owner)

    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            email="karim@new.example",
            name="K",
            language="nl",
            roles=["mechanic"],
            expires_at=timezone.now(),
            invited_by=owner.member,
        )


@pytest.mark.parametrize(
    "values",
    [
        {"roles": ["customer"]},
        {"roles": []},
        {"email": "Upper@new.example"},
        {"language": "de"},
        {"accepted_at": timezone.now(), "revoked_at": timezone.now()},
    ],
)
def test_the_database_refuses_an_impossible_invitation(in_peeters, owner, values):
    row = {
        "email": "k@new.example",
        "name": "K",
        "language": "nl",
        "roles": ["mechanic"],
        "expires_at": timezone.now(),
        "invited_by": owner.member,
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(**{**row, **values})


def test_a_newcomer_joins_with_a_verified_address(in_peeters, invitation):
    member = newcomer(invitation)

    user = User.objects.get(email="karim@new.example")
    assert user.check_password("a horse on the roof")
    assert user.language == "fr"
    assert list(user.emailaddress_set.values_list("verified", "primary")) == [(True, True)]
    assert (member.name, member.membership.roles) == ("Karim B.", ["mechanic"])
    entry = Entry.objects.get(event="members.invitation_accepted")
    assert (entry.member, entry.ip, entry.facts) == (member, "198.51.100.7", {"roles": ["mechanic"]})


def test_an_invitation_works_once(in_peeters, invitation):
    newcomer(invitation)

    with pytest.raises(InvitationClosed):
        newcomer(invitation)
    with pytest.raises(InvitationClosed):
        accept_invitation(invitation, user=User.objects.get(email="karim@new.example"), by=VISITOR)
    assert Member.objects.filter(membership__user__email="karim@new.example").count() == 1


def test_an_address_that_got_an_account_meanwhile_is_told_to_sign_in(in_peeters, invitation):
    UserFactory(email="karim@new.example")

    with pytest.raises(AccountExists):
        newcomer(invitation)
    assert Invitation.objects.get().is_open


def test_somebody_with_an_account_joins(in_peeters, invitation):
    user = UserFactory(email="karim@new.example")

    member = accept_invitation(invitation, user=user, by=VISITOR)

    assert (member.membership.user, member.name) == (user, "Karim")


def test_an_invitation_is_for_one_address_only(in_peeters, invitation):
    with pytest.raises(InvitedUnderAnotherAddress):
        accept_invitation(invitation, user=UserFactory(), by=VISITOR)


def test_a_customer_who_comes_to_work_stays_a_customer(in_peeters, invitation):
    user = UserFactory(email="karim@new.example")
    MembershipFactory(user=user, roles=[Role.CUSTOMER])

    member = accept_invitation(invitation, user=user, by=VISITOR)

    assert member.membership.roles == ["mechanic", "customer"]


def test_who_left_may_come_back_with_the_new_roles_only(in_peeters, owner):
    user = UserFactory(email="karim@new.example")
    member = MemberFactory(membership__user=user, roles=[Role.SALES])
    end_membership(member, by=owner)

    again = accept_invitation(invite(owner), user=user, by=VISITOR)

    assert again == member
    assert (again.membership.roles, again.membership.ended_at) == (["mechanic"], None)


def test_an_expired_invitation_is_closed_until_it_is_sent_again(in_peeters, owner, invitation):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    expired = Invitation.objects.get()

    assert valid_invitation(token_of(expired)) is None
    with pytest.raises(InvitationClosed):
        newcomer(expired)

    assert valid_invitation(token_of(resend_invitation(expired, by=owner))) == expired


def test_sending_again_makes_the_earlier_link_worthless(in_peeters, owner, invitation):
    earlier = token_of(invitation)

    later = token_of(resend_invitation(invitation, by=owner))

    assert valid_invitation(earlier) is None
    assert valid_invitation(later) == invitation
    with pytest.raises(InvitationClosed):
        newcomer(invitation)
    assert OutboxMail.objects.count() == 2


def test_a_withdrawn_invitation_cannot_be_used_or_sent_again(in_peeters, owner, invitation):
    revoke_invitation(invitation, by=owner)

    assert valid_invitation(token_of(invitation)) is None
    with pytest.raises(InvitationClosed):
        resend_invitation(invitation, by=owner)
    with pytest.raises(InvitationClosed):
        revoke_invitation(invitation, by=owner)
    with pytest.raises(InvitationClosed):
        newcomer(invitation)


@pytest.mark.parametrize("token", ["", "x", "1.1.forged", "1.1", "9999999999999999999999.1.x"])
def test_a_forged_token_finds_nothing(in_peeters, invitation, token):
    assert valid_invitation(token) is None


def test_a_token_of_another_garage_finds_nothing(invitation, dubois):
    with garage_active(dubois):
        assert valid_invitation(token_of(invitation)) is None


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({"accepted_at": 91}, False),
        ({"accepted_at": 89}, True),
        ({"revoked_at": 91}, False),
        ({"revoked_at": 89}, True),
        ({"expires_at": 91}, False),
        ({"expires_at": 89}, True),
        ({"expires_at": -3}, True),
    ],
)
def test_closed_invitations_are_forgotten_after_ninety_days(in_peeters, invitation, changes, kept):
    now = timezone.now()
    for field, days in changes.items():
        setattr(invitation, field, now - timedelta(days=days))
    invitation.save()

    forget_closed_invitations(in_peeters, in_peeters.today())

    assert Invitation.objects.filter(pk=invitation.pk).exists() == kept
