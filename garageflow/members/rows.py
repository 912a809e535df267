"""Rows of the members page, prepared: the template only prints them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.urls import reverse

from garageflow.members.models import Invitation
from garageflow.tenancy.models import STAFF_ROLES, Member, Role


@dataclass(frozen=True, slots=True)
class MemberRow:
    url: str
    name: str
    email: str
    phone: str
    roles: str
    has_second_factor: bool
    last_login: datetime | None
    is_oneself: bool


@dataclass(frozen=True, slots=True)
class InvitationRow:
    pk: int
    name: str
    email: str
    roles: str
    invited_by: str
    expires_at: datetime
    has_expired: bool


def member_rows(members: Iterable[Member], *, oneself: Member) -> list[MemberRow]:
    members = list(members)
    protected = set(
        Authenticator.objects.filter(user__in=[member.membership.user_id for member in members])
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .values_list("user_id", flat=True)
    )
    return [
        MemberRow(
            url=reverse("members:member", args=[member.pk]),
            name=member.name,
            email=member.membership.user.email,
            phone=member.phone,
            roles=role_names(member.membership.roles),
            has_second_factor=member.membership.user_id in protected,
            last_login=member.membership.user.last_login,
            is_oneself=member == oneself,
        )
        for member in members
    ]


def invitation_rows(invitations: Iterable[Invitation]) -> list[InvitationRow]:
    return [
        InvitationRow(
            pk=invitation.pk,
            name=invitation.name,
            email=invitation.email,
            roles=role_names(invitation.roles),
            invited_by=invitation.invited_by.name,
            expires_at=invitation.expires_at,
            has_expired=invitation.has_expired,
        )
        for invitation in invitations
    ]


def role_names(roles: Iterable[str]) -> str:
    chosen = set(roles)
    return ", ".join(str(Role(role).label) for role in STAFF_ROLES if role in chosen)
