"""The owner's page of a night, filled by the apps in AppConfig.ready(): what was done, what was refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils.functional import Promise

from garageflow.tenancy.http import GarageRequest, MemberRequest
from garageflow.ui.counters import Counter
from garageflow.ui.home import Attention
from garageflow.ui.parts import Tile

# From when the garage closes until somebody is there again.
EVENING, MORNING = time(18), time(8)
# Year 1 has no evening before it.
_FIRST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Night:
    """The night that ends on the morning of `day`, on the garage's clock."""

    day: date
    since: datetime
    until: datetime
    is_last: bool

    @property
    def period(self) -> tuple[datetime, datetime]:
        return self.since, self.until


@dataclass(frozen=True, slots=True)
class NightPart:
    """What one app tells of a night: `words` say it in a sentence, `tone` how that is, `lines` one by one."""

    title: str | Promise
    words: str
    tone: str = "ok"
    url: str = ""
    tiles: list[Tile] = field(default_factory=list)
    lines: list[Attention] = field(default_factory=list)


Build = Callable[[MemberRequest], NightPart]


@dataclass(frozen=True, slots=True)
class _Registered:
    build: Build
    order: int
    feature: str
    counters: tuple[Counter, ...]


_parts: list[_Registered] = []


def register(build: Build, *, order: int, feature: str = "", counters: Iterable[Counter] = ()) -> None:
    """`build` is called for owners, in garages with the feature.

    What it asks of count_of() is named in `counters`: rows of night_of(request), counted in one statement
    with those of all others.
    """
    _parts.append(_Registered(build, order, feature, tuple(counters)))


def night_of(request: GarageRequest) -> Night:
    """The night that the address asks for; without one, or with one that is still to come, the last."""
    known = request.__dict__
    if "night" not in known:
        known["night"] = _night(request, _asked_day(request))
    night: Night = known["night"]
    return night


def parts_for(request: MemberRequest) -> list[NightPart]:
    return [part.build(request) for part in _allowed(request)]


def counters_for(request: MemberRequest) -> list[Counter]:
    return [counter for part in _allowed(request) for counter in part.counters]


def _allowed(request: MemberRequest) -> list[_Registered]:
    return [
        part
        for part in sorted(_parts, key=lambda part: part.order)
        if not part.feature or request.garage.has_feature(part.feature)
    ]


def _asked_day(request: GarageRequest) -> date:
    today = request.garage.today()
    try:
        return max(_FIRST, min(date.fromisoformat(request.GET.get("night", "")), today))
    except ValueError:
        return today


def _night(request: GarageRequest, day: date) -> Night:
    zone = request.garage.zone
    return Night(
        day=day,
        since=datetime.combine(day - timedelta(days=1), EVENING, zone),
        until=datetime.combine(day, MORNING, zone),
        is_last=day == request.garage.today(),
    )
