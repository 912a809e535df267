"""What became of a move, line by line: one JSON object for the command, the page and the error file."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

NEW, KNOWN, REFUSED = "new", "known", "refused"
# Beyond this the page says how many more there are; the error file holds every refused line.
SHOWN_PROBLEMS = 200


@dataclass(slots=True)
class Counts:
    lines: int = 0
    new: int = 0
    known: int = 0
    refused: int = 0

    def add(self, outcome: str) -> None:
        self.lines += 1
        setattr(self, outcome, getattr(self, outcome) + 1)


@dataclass(frozen=True, slots=True)
class Problem:
    file: str
    line: int | None
    column: str
    value: str
    message: str
    refused: bool = True


@dataclass(slots=True)
class Report:
    checked_only: bool
    customers: Counts = field(default_factory=Counts)
    vehicles: Counts = field(default_factory=Counts)
    readings: Counts = field(default_factory=Counts)
    photos: Counts = field(default_factory=Counts)
    problems: list[Problem] = field(default_factory=list)
    # By table: the cells of the refused lines with what is wrong behind them.
    refused_lines: dict[str, list[list[str]]] = field(default_factory=dict)

    def counts(self, kind: str) -> Counts:
        found: Counts = getattr(self, kind)
        return found

    @property
    def is_clean(self) -> bool:
        return not any(problem.refused for problem in self.problems)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
