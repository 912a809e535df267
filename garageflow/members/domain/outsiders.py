"""People who are no staff: customers, drivers, subscribers. They come by a link that proves their address."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from garageflow.accounts.models import User
from garageflow.members.domain.roster import in_order, lock_roster
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.models import Member, Membership


@dataclass(frozen=True, slots=True)
class LetIn:
    member: Member
    user: User
    is_new_user: bool


@transaction.atomic
def let_in(*, email: str, name: str, language: str, role: str) -> LetIn:
    """The holder of a proved address becomes a member of the active garage with an outside role.

    Without an account he gets one that has no password: he signs in by a code sent to the address.
    """
    lock_roster()
    user, is_new_user = _user_of(email.lower(), language)
    membership, is_new = Membership.objects.get_or_create(
        user=user, garage=active_garage(), defaults={"roles": [role]}
    )
    if not is_new and (membership.ended_at or role not in membership.roles):
        earlier = [] if membership.ended_at else membership.roles
        membership.roles, membership.ended_at = in_order([*earlier, role]), None
        membership.save(update_fields=["roles", "ended_at"])
    member, _is_new = Member.objects.get_or_create(membership=membership, defaults={"name": name})
    return LetIn(member, user, is_new_user)


@transaction.atomic
def let_go(member: Member, *, role: str) -> None:
    """He does not hold this outside role any more; who holds no other is no member any more."""
    lock_roster()
    membership = Membership.objects.get(pk=member.membership_id)
    rest = [held for held in membership.roles if held != role]
    if rest:
        membership.roles = rest
        membership.save(update_fields=["roles"])
    else:
        membership.ended_at = timezone.now()
        membership.save(update_fields=["ended_at"])


def _user_of(email: str, language: str) -> tuple[User, bool]:
    user = User.objects.filter(email=email).first()
    if user is not None:
        return user, False
    try:
        # Two garages may let in the same person at once.
        with transaction.atomic():
            user = User.objects.create_user(email, None, language=language)
    except IntegrityError:
        return User.objects.get(email=email), False
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user, True
