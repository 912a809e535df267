"""Whether the worker is asked to end: what it has in hand ends at the next place where it may.

The flag is shared with the children of Celery's pool, which inherit it: its main process alone is told.
"""

from __future__ import annotations

from multiprocessing import Event

_asked = Event()


def ask_to_stop() -> None:
    _asked.set()


def go_on() -> None:
    _asked.clear()


def is_asked_to_stop() -> bool:
    return _asked.is_set()
