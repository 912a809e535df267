"""A map without tiles: the towns of the country as faint dots, and on them what the page is about."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from garageflow.geo.places import Point, all_places, place_of

WIDTH, CELL, _PIN = 600, 10, 24
# What a map shows at least, and at most how high it is for its width.
_MINIMAL_KM, _TALLEST, _FLATTEST = 40, 1.25, 0.5
_MARGIN = 0.12
_BRUSSELS = (50.85, 4.35)
_KM_PER_DEGREE = 111.195
# Towns that everybody knows, for finding one's way.
_KNOWN = {
    "FR": "75001 69001 13001 59000 67000 31000 33000 44000 35000 06000 21000 51100 76000 37000 63000 57000",
    "BE": "1000 2000 9000 4000 5000",
    "LU": "1111",
    "NL": "1012 3011 5611 9711 3511 6811",
}


@dataclass(frozen=True, slots=True)
class MapPoint:
    """Something to show at a place; `letter` stands in it, `url` makes it a link."""

    point: Point
    label: str
    letter: str = ""
    tone: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    x: str
    y: str
    label: str
    letter: str = ""
    tone: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True, slots=True)
class Circle:
    x: str
    y: str
    radius: str


@dataclass(frozen=True, slots=True)
class Map:
    title: str
    height: int
    towns: str
    known: Sequence[Drawn]
    points: Sequence[Drawn]
    lines: Sequence[Line]
    circle: Circle | None
    width: int = WIDTH
    cell: int = CELL

    @property
    def has_links(self) -> bool:
        return any(point.url for point in self.points)


def draw_map(
    points: Sequence[MapPoint],
    *,
    legs: Sequence[tuple[Point, Point]] = (),
    around: tuple[Point, float] | None = None,
    title: object = "",
) -> Map:
    """All points, straight lines between the ends of `legs`, and a circle of so many km `around` a point."""
    view = _View.around([*(p.point for p in points), *(end for leg in legs for end in leg)], around)
    shown = [Drawn(*view.at(p.point), p.label, p.letter, p.tone, p.url) for p in points]
    return Map(
        title=str(title or _("Map")),
        height=view.height,
        towns=_towns(view),
        known=_known(view, points),
        points=shown,
        lines=[Line(*view.at(start), *view.at(end)) for start, end in legs],
        circle=Circle(*view.at(around[0]), _short(around[1] * view.scale)) if around else None,
    )


@dataclass(frozen=True, slots=True)
class _View:
    """A piece of land, true to scale in its middle: kilometres from its north-west corner."""

    north: float
    west: float
    km_per_longitude: float
    scale: float
    height: int

    @classmethod
    def around(cls, points: Sequence[Point], circle: tuple[Point, float] | None) -> _View:
        latitudes, longitudes = [p[0] for p in points], [p[1] for p in points]
        if circle:
            (latitude, longitude), km = circle
            reach = km / _KM_PER_DEGREE
            wide = reach / math.cos(math.radians(latitude))
            latitudes += [latitude - reach, latitude + reach]
            longitudes += [longitude - wide, longitude + wide]
        if not latitudes:
            latitudes, longitudes = [_BRUSSELS[0]], [_BRUSSELS[1]]
        middle = (min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2
        km_per_longitude = _KM_PER_DEGREE * math.cos(math.radians(middle[0]))
        across = max((max(longitudes) - min(longitudes)) * km_per_longitude, _MINIMAL_KM) * (1 + 2 * _MARGIN)
        down = max((max(latitudes) - min(latitudes)) * _KM_PER_DEGREE, _MINIMAL_KM) * (1 + 2 * _MARGIN)
        across = max(across, down / _TALLEST)
        down = max(down, across * _FLATTEST)
        return cls(
            # A little coarse, so that maps of the same region share their towns.
            north=round(middle[0] + down / 2 / _KM_PER_DEGREE, 2),
            west=round(middle[1] - across / 2 / km_per_longitude, 2),
            km_per_longitude=round(km_per_longitude, 3),
            scale=round(WIDTH / across, 4),
            height=round(WIDTH * down / across),
        )

    def at(self, point: Point) -> tuple[str, str]:
        x, y = self.xy(point)
        return _short(x), _short(y)

    def xy(self, point: Point) -> tuple[float, float]:
        x = (point[1] - self.west) * self.km_per_longitude * self.scale
        return x, (self.north - point[0]) * _KM_PER_DEGREE * self.scale

    def holds(self, x: float, y: float) -> bool:
        return 0 <= x <= WIDTH and 0 <= y <= self.height


@lru_cache(maxsize=64)
def _towns(view: _View) -> str:
    """One dot for each cell of a fine grid in which a town lies: land shows, sea stays empty.

    Neighbours in a row are one line, which the page draws with dashes that are dots.
    """
    rows: dict[int, set[int]] = defaultdict(set)
    for place in all_places():
        x, y = view.xy(place.point)
        if view.holds(x, y):
            rows[int(y / CELL)].add(int(x / CELL))
    return "".join(
        f"M{_short((first + 0.5) * CELL)} {_short((row + 0.5) * CELL)}h{_short((last - first) * CELL + 0.1)}"
        for row in sorted(rows)
        for first, last in _runs(sorted(rows[row]))
    )


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each group of neighbours."""
    for _offset, group in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        members = [number for _index, number in group]
        yield members[0], members[-1]


def _known(view: _View, points: Sequence[MapPoint]) -> list[Drawn]:
    """Not below a pin: what stands there is named by it."""
    pins = [view.xy(point.point) for point in points]
    drawn = []
    for country, postcode in _known_postcodes():
        place = place_of(country, postcode)
        if place is None or not view.holds(*view.xy(place.point)):
            continue
        if all(math.dist(view.xy(place.point), pin) > _PIN for pin in pins):
            drawn.append(Drawn(*view.at(place.point), place.city.rstrip("0123456789 ")))
    return drawn


def _known_postcodes() -> Iterator[tuple[str, str]]:
    for country, postcodes in _KNOWN.items():
        for postcode in postcodes.split():
            yield country, postcode


def _short(value: float) -> str:
    """Without a comma: this is for the browser."""
    return f"{value:.1f}".removesuffix(".0")
