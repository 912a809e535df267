from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure and what it has to be. `note` says what stands behind it."""

    what: str
    value: float
    relation: Literal[">=", "<=", "=="]
    target: float
    note: str = ""

    @property
    def is_met(self) -> bool:
        if self.relation == ">=":
            return self.value >= self.target
        if self.relation == "<=":
            return self.value <= self.target
        return self.value == self.target

    def line(self, name: str) -> str:
        verdict = "ok" if self.is_met else "MISSED"
        note = f"   {self.note}" if self.note else ""
        target = f"target {self.relation} {self.target:g}"
        return f"{name:16} {self.what:34} {self.value:8.2f}  {target}  {verdict}{note}"
