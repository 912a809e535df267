"""What people call the events and pages of this app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from garageflow.audit.registry import Words
from garageflow.members.rows import role_names


def _invited(facts: Mapping[str, Any]) -> str:
    return _("Invited as %(roles)s") % {"roles": _roles(facts.get("roles"))}


def _joined(facts: Mapping[str, Any]) -> str:
    return _("Invitation accepted; roles now: %(roles)s") % {"roles": _roles(facts.get("roles"))}


def _changed(facts: Mapping[str, Any]) -> str:
    before, after = facts.get("roles_before"), facts.get("roles")
    if before == after and not isinstance(after, str):
        return _("Name or telephone changed")
    roles = {"before": _roles(before), "after": _roles(after)}
    return _("Roles changed from %(before)s to %(after)s") % roles


def _roles(roles: Any) -> str:
    # The list of events asks for the words without facts, and gives dots.
    return role_names(roles) if isinstance(roles, list) else str(roles or "–")


EVENTS: dict[str, Words] = {
    "members.member_invited": _invited,
    "members.invitation_resent": _lazy("Invitation sent again"),
    "members.invitation_revoked": _lazy("Invitation withdrawn"),
    "members.invitation_accepted": _joined,
    "members.member_changed": _changed,
    "members.membership_ended": _lazy("Membership ended"),
    "members.garage_changed": _lazy("Settings of the garage changed"),
    "members.logo_set": _lazy("Logo set"),
    "members.logo_removed": _lazy("Logo removed"),
    "members.shop_added": _lazy("Shop added"),
    "members.shop_changed": _lazy("Shop changed"),
}

PLATFORM_EVENTS: dict[str, Words] = {
    "accounts.signed_in": _lazy("Signed in"),
    "accounts.signed_out": _lazy("Signed out"),
    "accounts.sign_in_failed": _lazy("Signing in failed"),
    "accounts.password_changed": _lazy("Password changed"),
    "accounts.password_set": _lazy("Password set"),
    "accounts.password_reset": _lazy("Password reset"),
    "accounts.email_changed": _lazy("E-mail address changed"),
    "accounts.second_factor_added": _lazy("Second factor added"),
    "accounts.second_factor_removed": _lazy("Second factor removed"),
    "accounts.second_factor_reset": _lazy("Second factor set anew"),
    "accounts.second_factor_failed": _lazy("Second factor failed"),
}

ROUTES = {
    "list": _lazy("See the members"),
    "roles": _lazy("See who may do what"),
    "invite": _lazy("Invite somebody"),
    "invitation-reminder": _lazy("Send an invitation again"),
    "invitation-revocation": _lazy("Withdraw an invitation"),
    "member": _lazy("Change a member and his roles"),
    "departure": _lazy("End a membership"),
    "settings": _lazy("Change the data of the garage"),
    "logo": _lazy("Set the logo"),
    "shop-new": _lazy("Add a shop"),
    "shop": _lazy("Change a shop"),
}
