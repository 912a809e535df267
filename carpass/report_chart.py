"""The readings around one that is doubted, as a small drawing: who does not follow is seen at once.

As garageflow/ui/charts.py: per cent across, pixels down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from garageflow.ui.templatetags.ui import day as day_words
from garageflow.ui.templatetags.ui import km as km_words
from garageflow.ui.templatetags.ui import number

TOP, BOTTOM = 22, 118
HEIGHT = 150


class Shown(NamedTuple):
    day: date
    km: int


class Dot(NamedTuple):
    x: str
    y: str
    # good, suspect, or meant: what somebody probably wanted to type.
    kind: str
    km: str
    day: str
    words: str
    # Where its number stands, so that it runs into no line.
    label_y: str
    # Its day is left out where there is no room for all of them.
    is_minor: bool = False


@dataclass(frozen=True)
class ReadingChart:
    dots: list[Dot]
    line: str
    ghost: str
    words: str

    @property
    def table(self) -> list[tuple[str, str, bool]]:
        return [(dot.day, dot.km, dot.kind == "suspect") for dot in self.dots if dot.kind != "meant"]


def chart_of(
    before: Sequence[Shown],
    this: Shown,
    after: Sequence[Shown],
    *,
    suspect: str,
    other: tuple[date, int] | None,
    meant: int | None,
) -> ReadingChart:
    """`suspect` is this, previous, next or either; `other` the reading that it disagrees with."""
    readings = [*before, this, *after]
    place = len(before)
    doubted = _doubted(readings, place, suspect, other)
    highest = max([reading.km for reading in readings] + ([meant] if meant else [])) or 1
    lowest = min(reading.km for reading in readings)
    points = [
        _point(index, len(readings), reading.km, lowest, highest) for index, reading in enumerate(readings)
    ]
    dots = [
        _dot(
            reading,
            point,
            "suspect" if index in doubted else "good",
            is_this=index == place,
            is_minor=index not in (0, place),
        )
        for index, (reading, point) in enumerate(zip(readings, points, strict=True))
    ]
    if meant is not None and place in doubted:
        dots.append(
            _dot(Shown(this.day, meant), _point(place, len(readings), meant, lowest, highest), "meant")
        )
    good = [point for index, point in enumerate(points) if index not in doubted]
    return ReadingChart(
        dots=dots,
        line=_path(good),
        ghost=" ".join(_path(pair) for pair in _ghosts(points, doubted)),
        words=_("Readings of the vehicle; %(count)s of them does not follow the others.")
        % {"count": len(doubted)},
    )


def _doubted(readings: Sequence[Shown], place: int, suspect: str, other: tuple[date, int] | None) -> set[int]:
    neighbour = next((index for index, reading in enumerate(readings) if reading == other), None)
    found = set()
    if suspect in ("this", "either", ""):
        found.add(place)
    if suspect in ("previous", "next", "either") and neighbour is not None:
        found.add(neighbour)
    return found or {place}


def _ghosts(points: Sequence[tuple[float, float]], doubted: set[int]) -> list[list[tuple[float, float]]]:
    """Dashed lines from the neighbours to what is doubted."""
    return [
        [points[index - 1], points[index]]
        for index in range(1, len(points))
        if index in doubted or index - 1 in doubted
    ]


def _point(index: int, count: int, km: int, lowest: int, highest: int) -> tuple[float, float]:
    share = (km - lowest) / (highest - lowest) if highest > lowest else 0.5
    return (index + 0.5) * 100 / count, BOTTOM - share * (BOTTOM - TOP)


def _dot(
    reading: Shown, point: tuple[float, float], kind: str, *, is_this: bool = False, is_minor: bool = False
) -> Dot:
    x, y = point
    written = km_words(reading.km)
    above = y - 10 if y - 10 > 12 else y + 20
    return Dot(
        x=f"{x:.2f}%",
        y=f"{y:.1f}",
        kind=kind,
        km=number(reading.km) + (" ?" if kind == "meant" else ""),
        day=_("this report") if is_this else date_format(reading.day, "m/Y"),
        words=f"{day_words(reading.day)}: {written}",
        label_y=f"{above:.1f}",
        is_minor=is_minor,
    )


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.2f} {y:.1f}" for x, y in points) if len(points) > 1 else ""
