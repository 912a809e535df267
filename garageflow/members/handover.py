"""What somebody who leaves was still to do: apps take it from him, so that it does not leave with him."""

from __future__ import annotations

from collections.abc import Callable

from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Member

# Called inside the transaction that ends the membership.
HandOver = Callable[[Member, Actor], None]

_handlers: list[HandOver] = []


def register_handover(hand_over: HandOver) -> None:
    _handlers.append(hand_over)


def hand_over_work(member: Member, by: Actor) -> None:
    for hand_over in _handlers:
        hand_over(member, by)
