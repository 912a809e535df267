"""Charts as SVG from the server.

Positions across are per cent and heights are pixels, so that a drawing fits every width without script and
its letters keep their size.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.formats import number_format

# The drawing: the top line, the bottom line, and room for the labels below it.
TOP, BOTTOM, HEIGHT = 8, 188, 212
# More labels than this would run into each other; a phone shows every second of them.
MOST_LABELS = 12
TICKS = 3


class Mark(NamedTuple):
    """A dot or a bar: where it stands (per cent across, pixels down), its size, and what it says."""

    x: str
    y: str
    width: str
    height: str
    words: str


class Label(NamedTuple):
    x: str
    text: str
    is_minor: bool


def _whole_number(value: float) -> str:
    return number_format(round(value), 0, use_l10n=True, force_grouping=True)


@dataclass(frozen=True)
class Series:
    name: str
    values: Sequence[float]
    tone: str = ""


@dataclass(frozen=True)
class _Chart:
    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    heading: str = ""
    written: Callable[[float], str] = field(default=_whole_number)
    starts_at_zero: bool = True

    kind = ""

    @property
    def has_data(self) -> bool:
        return any(series.values for series in self.series)

    @property
    def scale(self) -> list[str]:
        """The numbers beside the lines, highest first."""
        low, high = self._range
        return [self.written(high - (high - low) * step / (TICKS - 1)) for step in range(TICKS)]

    @property
    def rules(self) -> list[str]:
        return [_short(TOP + (BOTTOM - TOP) * step / (TICKS - 1)) for step in range(TICKS)]

    @property
    def table(self) -> list[tuple[str, list[str]]]:
        rows = zip(self.labels, *(series.values for series in self.series), strict=True)
        return [(label, [self.written(value) for value in values]) for label, *values in rows]

    @property
    def label_marks(self) -> list[Label]:
        step = math.ceil(len(self.labels) / MOST_LABELS)
        shown = range(0, len(self.labels), step)
        return [
            Label(f"{_short(self._middle(index))}%", self.labels[index], place % 2 == 1 and len(shown) > 6)
            for place, index in enumerate(shown)
        ]

    @property
    def _range(self) -> tuple[float, float]:
        values = [value for series in self.series for value in series.values] or [0]
        low = 0.0 if self.starts_at_zero else float(min(values))
        return low, _round_up(max(values), low)

    def _middle(self, index: int) -> float:
        return (index + 0.5) * 100 / max(len(self.labels), 1)

    def _y(self, value: float) -> float:
        low, high = self._range
        return BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP)


@dataclass(frozen=True)
class LineChart(_Chart):
    kind = "line"

    @property
    def drawn(self) -> list[tuple[Series, str, str, list[Mark]]]:
        """Of each series: the line, the area below it, and its dots."""
        return [(series, *self._draw(series)) for series in self.series]

    def _draw(self, series: Series) -> tuple[str, str, list[Mark]]:
        points = [(self._middle(index), self._y(value)) for index, value in enumerate(series.values)]
        line = "M" + "L".join(f"{_short(x)} {_short(y)}" for x, y in points)
        area = f"{line}L{_short(points[-1][0])} {BOTTOM}L{_short(points[0][0])} {BOTTOM}Z" if points else ""
        dots = [
            Mark(f"{_short(x)}%", _short(y), "", "", f"{label}: {self.written(value)}")
            for (x, y), label, value in zip(points, self.labels, series.values, strict=True)
        ]
        return line if points else "", area, dots


@dataclass(frozen=True)
class BarChart(_Chart):
    kind = "bar"

    @property
    def drawn(self) -> list[tuple[Series, list[Mark]]]:
        return [(series, self._draw(series, place)) for place, series in enumerate(self.series)]

    def _draw(self, series: Series, place: int) -> list[Mark]:
        group = 100 / max(len(self.labels), 1) * 0.7
        width = group / len(self.series)
        return [
            Mark(
                f"{_short(self._middle(index) - group / 2 + place * width)}%",
                _short(self._y(value)),
                f"{_short(width * 0.9)}%",
                _short(BOTTOM - self._y(value)),
                f"{label}, {series.name}: {self.written(value)}",
            )
            for index, (label, value) in enumerate(zip(self.labels, series.values, strict=True))
        ]


def _round_up(highest: float, low: float) -> float:
    """The next round number, so that the lines stand at values a person would choose."""
    if highest <= low:
        return low + 1
    power = 10.0 ** math.floor(math.log10(highest - low))
    steps = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
    return low + next(step * power for step in steps if step * power >= (highest - low) * 0.9999)


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
