"""The request as views inside a garage see it."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Garage, Member, Membership


class GarageRequest(HttpRequest):
    garage: Garage
    # In all garages; None where nobody has signed in.
    memberships: list[Membership] | None
    membership: Membership | None
    member: Member | None
    actor: Actor
    htmx: HtmxDetails


class MemberRequest(GarageRequest):
    """Behind @requires: there is a member."""

    membership: Membership
    member: Member
