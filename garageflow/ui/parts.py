"""What views hand to the components: plain values, prepared in Python."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Tile:
    """One segment of a status bar: a count, a filter and a bar that shows its share."""

    label: str
    count: int
    url: str
    tone: str = "none"
    current: bool = False
    share: float | None = None
    icon: str = ""

    @property
    def icon_name(self) -> str:
        return self.icon or self.tone


@dataclass(frozen=True, slots=True)
class Stat:
    label: str
    value: str
    hint: str = ""
    tone: str = ""


def shares(counts: list[int]) -> list[float]:
    """Each count as a percentage of all, for the bars under tiles."""
    total = sum(counts)
    return [round(100 * count / total, 1) if total else 0.0 for count in counts]
