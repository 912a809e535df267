"""S10: how far the times of answers are apart that must not tell anything."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable

from django.http import HttpResponse

from tests.security.doors import ALL_TESTS

# `bin/test --all` takes as many of each kind as the spec names; a few tell a difference of some queries.
TRIES, AT_MOST = (200, 1.05) if ALL_TESTS else (15, 1.3)
_ROUNDS = 3

# Of one kind, and which try it is.
Attempt = Callable[[str, int], float]


def seconds_of(ask: Callable[[], HttpResponse], status: int) -> float:
    began = time.perf_counter()
    response = ask()
    seconds = time.perf_counter() - began
    assert response.status_code == status
    return seconds


def assert_time_does_not_tell(kinds: tuple[str, ...], attempt: Attempt) -> None:
    """Interleaved tries; what differs is looked at again, at most twice: a difference that is there stays."""
    found = []
    for _round in range(_ROUNDS):
        medians = _medians(kinds, attempt)
        found.append({kind: f"{median * 1000:.2f} ms" for kind, median in medians.items()})
        if max(medians.values()) < AT_MOST * min(medians.values()):
            return
    raise AssertionError(found)


def _medians(kinds: tuple[str, ...], attempt: Attempt) -> dict[str, float]:
    """Each kind as often in front."""
    took: dict[str, list[float]] = {kind: [] for kind in kinds}
    gc.collect()
    gc.disable()
    try:
        for number in range(TRIES):
            turn = number % len(kinds)
            for kind in kinds[turn:] + kinds[:turn]:
                took[kind].append(attempt(kind, number))
    finally:
        gc.enable()
    return {kind: statistics.median(times) for kind, times in took.items()}
