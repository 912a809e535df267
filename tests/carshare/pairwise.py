"""Few cases in which every pair of values of any two settings occurs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from typing import Any

Case = dict[str, Any]


def pairwise(settings: Mapping[str, Sequence[Any]]) -> list[Case]:
    """Greedy: of all cases, each time the one with most pairs that did not occur yet."""
    names = list(settings)
    all_cases = [dict(zip(names, values, strict=True)) for values in product(*settings.values())]
    missing = {pair for case in all_cases for pair in _pairs(case)}
    chosen: list[Case] = []
    while missing:
        best = max(all_cases, key=lambda case: len(missing & _pairs(case)))
        chosen.append(best)
        missing -= _pairs(best)
    return chosen


def _pairs(case: Case) -> set[tuple[tuple[str, Any], tuple[str, Any]]]:
    return set(combinations(case.items(), 2))
