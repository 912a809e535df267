from __future__ import annotations

from typing import Any

import pytest

from garageflow.members.domain.invitations import invite_member
from garageflow.members.models import Invitation
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Garage, Member, Role
from tests.factories import MemberFactory


def invite(by: Actor, **values: Any) -> Invitation:
    defaults = {"email": "karim@new.example", "name": "Karim", "language": "nl", "roles": [Role.MECHANIC]}
    return invite_member(**{**defaults, **values}, by=by)


@pytest.fixture
def invitation(peeters: Garage, owner: Actor) -> Invitation:
    with garage_active(peeters):
        return invite(owner)


@pytest.fixture
def stranger(dubois: Garage) -> Member:
    """Somebody of Dubois, whom nobody of Peeters may find."""
    with garage_active(dubois):
        return MemberFactory(name="Philippe", roles=[Role.OWNER])
