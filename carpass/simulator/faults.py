"""Faults on demand: each hits the next calls of the interface, then the simulator is well again."""

from __future__ import annotations

from threading import Lock

TIMEOUT, SLOW, DROP_AFTER_COMMIT = "timeout", "slow", "drop_after_commit"
BROKEN, MAINTENANCE, TOO_MANY = "500", "503", "429"
KINDS = (TIMEOUT, BROKEN, MAINTENANCE, TOO_MANY, SLOW, DROP_AFTER_COMMIT)
_MOST_CALLS = 10_000


class Faults:
    def __init__(self) -> None:
        self._lock = Lock()
        self.kind = ""
        self.calls = 0

    def set(self, kind: str, calls: int) -> None:
        """Raises ValueError for a kind that does not exist."""
        if calls and kind not in KINDS:
            raise ValueError(kind)
        with self._lock:
            self.kind, self.calls = (kind, min(calls, _MOST_CALLS)) if calls > 0 else ("", 0)

    def next(self) -> str:
        """The fault of this call, "" if there is none."""
        with self._lock:
            if not self.calls:
                return ""
            self.calls -= 1
            kind = self.kind
            if not self.calls:
                self.kind = ""
            return kind
