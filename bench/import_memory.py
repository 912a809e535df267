"""Does memory grow with the length of the list? Peak resident memory, one process for each length."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

from bench.figures import Figure
from bench.lists import make_list

SHORT, LONG = 100_000, 1_000_000

_CHILD = """
import sys
from pathlib import Path
import django
django.setup()
from bench.memory import peak_memory
from bench.product import import_list, new_garage
before = peak_memory()
import_list(new_garage(), Path(sys.argv[1]))
print("peak", peak_memory(), "before", before)
"""


def measure() -> Iterator[Figure]:
    peaks = {}
    for lines in (SHORT, LONG):
        path = make_list(lines)
        done = subprocess.run(
            [sys.executable, "-c", _CHILD, str(path)], capture_output=True, text=True, check=True
        )
        match = re.search(r"peak (\d+) before (\d+)", done.stdout)
        assert match, done.stdout + done.stderr
        peaks[lines] = int(match[1])
        peak, before = peaks[lines] / 1_000_000, int(match[2]) / 1_000_000
        print(f"  {lines:9,} lines: peak {peak:6.1f} MB, {before:6.1f} MB before the import")
    yield Figure("peak memory, 1,000,000 / 100,000", peaks[LONG] / peaks[SHORT], "<=", 1.2)
