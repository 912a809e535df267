"""The home screen, filled by the apps in AppConfig.ready(): counts, actions, and what needs a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.utils.functional import Promise

from garageflow.tenancy.http import MemberRequest
from garageflow.ui.counters import Counter, count
from garageflow.ui.navigation import counters_for
from garageflow.ui.parts import Tile

Built = TypeVar("Built")


@dataclass(frozen=True, slots=True)
class Action:
    label: str | Promise
    url: str
    icon: str = "add"


@dataclass(frozen=True, slots=True)
class HomePart:
    """What one app shows on the home screen: a title that leads to its page, counts, what can be started."""

    title: str | Promise
    url: str
    tiles: list[Tile] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Attention:
    """One line of "what needs a person". Tone `ok` reassures and stands last."""

    tone: str
    text: str
    url: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Registered(Generic[Built]):
    build: Callable[[MemberRequest], Built]
    roles: frozenset[str]
    order: int
    feature: str
    counters: tuple[Counter, ...]


_parts: list[_Registered[HomePart]] = []
_attention: list[_Registered[list[Attention]]] = []
_TONES = ("now", "soon", "busy", "none", "ok")


def register_part(
    build: Callable[[MemberRequest], HomePart],
    *,
    roles: Iterable[str],
    order: int = 50,
    feature: str = "",
    counters: Iterable[Counter] = (),
) -> None:
    """`build` is called for members with one of the roles, in garages with the feature.

    What it asks of count_of() is named in `counters`, and counted with that of the others.
    """
    _parts.append(_Registered(build, frozenset(roles), order, feature, tuple(counters)))


def register_attention(
    build: Callable[[MemberRequest], list[Attention]],
    *,
    roles: Iterable[str],
    order: int = 50,
    feature: str = "",
    counters: Iterable[Counter] = (),
) -> None:
    _attention.append(_Registered(build, frozenset(roles), order, feature, tuple(counters)))


def count_all(request: MemberRequest, others: Iterable[Counter] = ()) -> None:
    """In one statement what the home screen and the sidebar will ask for, and what `others` a page adds."""
    registered: list[_Registered[Any]] = [*_allowed(_parts, request), *_allowed(_attention, request)]
    ours = [counter for item in registered for counter in item.counters]
    count(request, [*others, *ours, *counters_for(request, frozenset(request.membership.roles))])


def parts_for(request: MemberRequest) -> list[HomePart]:
    return [item.build(request) for item in _allowed(_parts, request)]


def attention_for(request: MemberRequest) -> list[Attention]:
    lines = [line for item in _allowed(_attention, request) for line in item.build(request)]
    return sorted(lines, key=lambda line: _TONES.index(line.tone))


def _allowed(items: list[_Registered[Built]], request: MemberRequest) -> list[_Registered[Built]]:
    roles = set(request.membership.roles)
    return [
        item
        for item in sorted(items, key=lambda item: item.order)
        if item.roles & roles and (not item.feature or request.garage.has_feature(item.feature))
    ]
