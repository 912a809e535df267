"""How much memory this process took at most."""

from __future__ import annotations

import re
from pathlib import Path


def peak_memory() -> int:
    """Bytes that were resident at the highest, since this program was started.

    Not getrusage(): its ru_maxrss begins with what the process that started this one held, and a small growth
    behind it stays unseen (proc(5), VmHWM; getrusage(2) says nothing of it).
    """
    found = re.search(r"^VmHWM:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024
