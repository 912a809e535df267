"""Named places at which a process can be made to die, so that faults/ can prove that nothing is lost there.

Off unless GARAGEFLOW_FAIL_POINTS is set, e.g. `batch.after_copy` (first hit) or `mail.after_send:3` (third
hit); several are separated by commas.
"""

from __future__ import annotations

import os
from collections import Counter

EXIT_CODE = 86

_armed: dict[str, int] = {}
_hits: Counter[str] = Counter()


def _arm(text: str) -> None:
    for item in filter(None, (part.strip() for part in text.split(","))):
        name, _, hit = item.partition(":")
        _armed[name] = int(hit or 1)


def fail_point(name: str) -> None:
    """Kill this process here, without any clean-up, if this point is armed."""
    if name not in _armed:
        return
    _hits[name] += 1
    if _hits[name] == _armed[name]:
        os._exit(EXIT_CODE)


_arm(os.environ.get("GARAGEFLOW_FAIL_POINTS", ""))
