"""Who works for the garage: roles, and leaving."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.members.handover import hand_over_work
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import OUTSIDE_ROLES, Garage, Member, Membership, Role


class LastOwnerKept(DomainError):
    pass


class MemberHasLeft(DomainError):
    pass


class NoStaffRole(DomainError):
    field = "roles"


@transaction.atomic
def change_member(member: Member, *, name: str, phone: str, roles: Iterable[str], by: Actor) -> Member:
    """Set name, telephone and staff roles. Roles outside staff (driver, customer, …) stay as they are.

    Raises NoStaffRole without any role, LastOwnerKept if nobody would own the garage, MemberHasLeft.
    """
    member = _locked_colleague(member)
    membership = member.membership
    before = list(membership.roles)
    after = in_order({*roles, *_outside(before)})
    if not set(after) - set(OUTSIDE_ROLES):
        raise NoStaffRole(_("Choose at least one role, or end the membership."))
    if Role.OWNER not in after:
        _keep_an_owner(membership)

    member.name, member.phone = name, phone
    member.save(update_fields=["name", "phone"])
    membership.roles = after
    membership.save(update_fields=["roles"])
    record("members.member_changed", member, by=by, roles_before=before, roles=after)
    return member


@transaction.atomic
def end_membership(member: Member, *, by: Actor) -> None:
    """Take somebody off the staff: no page opens for him any more and all his sessions end.

    Who is a customer or driver of the garage too stays that. Raises LastOwnerKept, MemberHasLeft.
    """
    member = _locked_colleague(member)
    membership = member.membership
    _keep_an_owner(membership)

    before = list(membership.roles)
    outside = _outside(before)
    if outside:
        membership.roles = outside
        membership.save(update_fields=["roles"])
    else:
        membership.ended_at = timezone.now()
        membership.save(update_fields=["ended_at"])
    for session in UserSession.objects.filter(user=membership.user):
        session.end()
    hand_over_work(member, by)
    record("members.membership_ended", member, by=by, roles_before=before)


def lock_roster() -> None:
    """Who belongs to the active garage changes one at a time: two owners must not remove each other."""
    # NO KEY: rows that merely point to the garage may still be written meanwhile.
    Garage.objects.select_for_update(no_key=True).get(pk=active_garage().pk)


def in_order(roles: Iterable[str]) -> list[str]:
    """Each role once, in the order in which pages name them."""
    chosen = set(roles)
    return [role for role in Role.values if role in chosen]


def _locked_colleague(member: Member) -> Member:
    lock_roster()
    colleague = Member.objects.with_membership().current_staff().filter(pk=member.pk).first()
    if colleague is None:
        raise MemberHasLeft(_("This person does not work here any more."))
    return colleague


def _keep_an_owner(leaving: Membership) -> None:
    others = Membership.objects.current().filter(
        garage=leaving.garage_id, roles__contains=[Role.OWNER], user__is_active=True
    )
    if Role.OWNER in leaving.roles and not others.exclude(pk=leaving.pk).exists():
        raise LastOwnerKept(_("The garage needs at least one owner. Make somebody else owner first."))


def _outside(roles: Iterable[str]) -> list[str]:
    return [role for role in roles if role in OUTSIDE_ROLES]
