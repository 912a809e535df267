"""What the simulators of services outside have in common: faults on demand, and who may ask for them."""

from __future__ import annotations

from collections.abc import Collection
from threading import Lock

LOOPBACK = ("127.0.0.1", "::1")
_MOST_CALLS = 10_000


class Faults:
    """Each hits the next calls of the interface, then the simulator is well again."""

    def __init__(self, kinds: Collection[str]) -> None:
        self._lock = Lock()
        self._kinds = kinds
        self.kind = ""
        self.calls = 0

    def set(self, kind: str, calls: int) -> None:
        """Raises ValueError for a kind that does not exist."""
        if calls and kind not in self._kinds:
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
