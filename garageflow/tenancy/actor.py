"""Who does something: a member, somebody outside the garage's staff, or the system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from garageflow.tenancy.http import GarageRequest
    from garageflow.tenancy.models import Member


@dataclass(frozen=True, slots=True)
class Actor:
    """`label` says who it was in the audit, also without a member: "system", "platform: a@b.example"."""

    member: Member | None
    label: str
    ip: str | None = None

    @classmethod
    def of_member(cls, member: Member, ip: str | None = None) -> Actor:
        return cls(member=member, label=member.name, ip=ip)

    @classmethod
    def outside(cls, label: str, ip: str | None = None) -> Actor:
        return cls(member=None, label=label, ip=ip)

    @classmethod
    def of_request(cls, request: GarageRequest, ip: str | None) -> Actor:
        if request.member is not None:
            return cls.of_member(request.member, ip)
        if request.user.is_authenticated:
            return cls.outside(f"platform: {request.user}", ip)
        return cls.outside("visitor", ip)


SYSTEM = Actor(member=None, label="system")
