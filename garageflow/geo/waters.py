"""Wide waters that a straight line crosses and a road does not, and where the road does.

Corner points and crossings were entered by hand, from no map that could be cited, to about three kilometres:
an estimate needs no more. Published road distances judge them (tests/geo/test_distance.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from garageflow.geo.places import Point, great_circle_km


@dataclass(frozen=True, slots=True)
class Water:
    """A line along the water, out into the sea, and its bridges, tunnels, dams or the way around its head."""

    name: str
    line: tuple[Point, ...]
    crossings: tuple[Point, ...]


WATERS = (
    Water(
        "Bay of the Seine",
        ((50.60, -1.00), (49.45, 0.05), (49.44, 0.46)),
        ((49.43, 0.27), (49.47, 0.46)),  # Pont de Normandie, Pont de Tancarville
    ),
    Water(
        "Bay of Mont-Saint-Michel",
        ((49.20, -2.60), (48.72, -1.70), (48.62, -1.50)),
        ((48.60, -1.42),),  # round its head, by Avranches
    ),
    Water(
        "Loire",
        ((47.10, -2.70), (47.27, -2.16), (47.21, -1.64)),
        ((47.285, -2.17), (47.19, -1.61)),  # Pont de Saint-Nazaire, Pont de Cheviré
    ),
    Water(
        "Gironde",
        ((45.75, -1.60), (45.57, -1.04), (45.20, -0.73), (44.98, -0.54)),
        ((44.88, -0.54),),  # Pont d’Aquitaine
    ),
    Water(
        "Western Scheldt",
        ((51.90, 2.90), (51.43, 3.50), (51.41, 3.70), (51.40, 4.22)),
        ((51.37, 3.83), (51.23, 4.38)),  # Westerscheldetunnel, Antwerp
    ),
    Water(
        "Nieuwe Waterweg",
        ((52.10, 3.70), (51.968, 4.10), (51.91, 4.26), (51.895, 4.39)),
        ((51.89, 4.39),),  # Beneluxtunnel
    ),
    Water(
        "IJsselmeer",
        ((53.03, 5.20), (52.68, 5.36), (52.45, 5.12), (52.33, 5.12)),
        ((53.02, 5.21), (52.62, 5.40), (52.32, 5.15)),  # Afsluitdijk, Houtribdijk, Hollandse Brug
    ),
)


def way_round(start: Point, end: Point, waters: tuple[Water, ...] = WATERS) -> list[Point]:
    """From start to end over the crossings that make it shortest; mostly just these two points."""
    for water in waters:
        if _crosses((start, end), water.line):
            others = tuple(other for other in waters if other is not water)
            ways = [
                [*way_round(start, crossing, others), *way_round(crossing, end, others)[1:]]
                for crossing in water.crossings
            ]
            return min(ways, key=_length)
    return [start, end]


def _length(way: list[Point]) -> float:
    return sum(great_circle_km(here, there) for here, there in pairwise(way))


def _crosses(way: tuple[Point, Point], line: tuple[Point, ...]) -> bool:
    return any(_meet(*way, here, there) for here, there in pairwise(line))


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Do the stretches a–b and c–d cross? On the plane of degrees: good enough here."""
    return _side(a, b, c) != _side(a, b, d) and _side(c, d, a) != _side(c, d, b)


def _side(a: Point, b: Point, c: Point) -> bool:
    return (b[1] - a[1]) * (c[0] - a[0]) > (b[0] - a[0]) * (c[1] - a[1])
