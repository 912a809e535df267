"""How far and how long by road, estimated from the straight line.

The method is stored with each estimate (METHOD, VERSION), so that a later one does not change old trips in
silence. How good it is: tests/geo/test_distance.py compares it with published road distances.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from garageflow.geo.places import Point, great_circle_km
from garageflow.geo.waters import way_round

# Version 2 goes round wide waters.
METHOD, VERSION = "great_circle", 2

# From straight line to road: 1.35 up to 20 km, 1.25 to 100 km, 1.18 above. Between the bands lies a stretch
# on which the road grows more slowly, so that a trip that is farther is never estimated shorter.
_ROAD = ((0, 0.0), (20, 20 * 1.35), (30, 30 * 1.25), (100, 100 * 1.25), (150, 150 * 1.18))
_ROAD_BEYOND = 1.18
# Minutes at the wheel by km of road: 35, 65 and 95 km/h, joined in the same way.
_MINUTES = ((0, 0.0), (20, 20 / 35 * 60), (40, 40 / 65 * 60), (100, 100 / 65 * 60), (150, 150 / 95 * 60))
_MINUTES_BEYOND = 60 / 95
_BREAK_EVERY, _BREAK = 120, 15


@dataclass(frozen=True, slots=True)
class Estimate:
    km: int
    minutes: int
    method: str = METHOD
    version: int = VERSION


def estimate(start: Point, end: Point) -> Estimate:
    """Rounded as an estimate should be: to 5 km (1 below 20) and to 5 minutes."""
    km = road_between(start, end)
    return Estimate(km=round(km) if km < 20 else _to_five(km), minutes=_to_five(travel_minutes(km)))


def road_between(start: Point, end: Point) -> float:
    """The straight line bent at the crossings of wide waters, each stretch by its own band."""
    way = way_round(start, end)
    return sum(road_km(great_circle_km(here, there)) for here, there in pairwise(way))


def road_km(straight_km: float) -> float:
    return _along(_ROAD, _ROAD_BEYOND, straight_km)


def travel_minutes(km: float) -> float:
    """At the wheel, and a break after every two hours that do not end the trip."""
    driving = _along(_MINUTES, _MINUTES_BEYOND, km)
    return driving + max(0, math.ceil(driving / _BREAK_EVERY) - 1) * _BREAK


def _along(line: tuple[tuple[int, float], ...], beyond: float, x: float) -> float:
    for (left, low), (right, high) in zip(line, line[1:], strict=False):
        if x <= right:
            return low + (high - low) * (x - left) / (right - left)
    return beyond * x


def _to_five(value: float) -> int:
    return 5 * math.floor(value / 5 + 0.5)
