"""People from outside the staff: drivers, subscribers. They get an account without a password and set one by
"forgotten password"; so nobody else ever knows it, and the mail with the link proves the address."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction

from garageflow.accounts.models import User
from garageflow.members.domain.roster import in_order, lock_roster
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.models import Member, Membership, Role


@transaction.atomic
def give_outside_role(*, email: str, name: str, phone: str, language: str, role: Role) -> Member:
    """Make the person a member of the active garage with this role, with an account if he has none."""
    lock_roster()
    user = User.objects.filter(email=email).first() or _new_user(email, language)
    membership, is_new = Membership.objects.get_or_create(
        user=user, garage=active_garage(), defaults={"roles": [role]}
    )
    if not is_new:
        earlier = [] if membership.ended_at else membership.roles
        membership.roles = in_order([*earlier, role])
        membership.ended_at = None
        membership.save(update_fields=["roles", "ended_at"])
    member, _is_new = Member.objects.get_or_create(
        membership=membership, defaults={"name": name, "phone": phone}
    )
    return member


def _new_user(email: str, language: str) -> User:
    user = User.objects.create_user(email, None, language=language)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
