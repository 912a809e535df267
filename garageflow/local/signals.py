"""What Ctrl-C, kill and a closed terminal do while servers and programs have to be ended in order."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def handled_by(handler: Callable[[int, FrameType | None], Any] | signal.Handlers) -> Iterator[None]:
    """Give all requests to end to this handler for the time of the block.

    Only the main thread may say so; in another the signals stay as they are.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in _ENDING}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)


def unwinding(number: int, frame: FrameType | None) -> None:
    """A handler: let every request to end unwind the stack as Ctrl-C does, so that `finally` runs."""
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise SystemExit(128 + number)


ignored = signal.SIG_IGN
