"""Reads lists in a process of its own and says what became of each, and how far memory grew meanwhile.

python -m tests.security.read_lists FOLDER       every file of the folder
python -m tests.security.read_lists --endless    lines of 200 MB that no disk holds
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

from django.conf import settings

settings.configure(USE_I18N=False)

from autopaspoort.customer_list.reader import read_customer_list  # noqa: E402 - needs settings
from bench.memory import peak_memory  # noqa: E402
from garageflow.tables.limits import Limits  # noqa: E402
from garageflow.tables.refusals import FileRefused  # noqa: E402
from tests.security.nasty_lists import GOOD, HEADER  # noqa: E402

RAISED = Limits(file_bytes=1_000_000_000, rows=1_000_000)


class Endless(io.RawIOBase):
    """`start`, and then 200 MB of one letter, made while they are read."""

    size = 200_000_000

    def __init__(self, start: bytes, letter: bytes) -> None:
        self._start = start
        self._letter = letter
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + {0: 0, 1: self._at, 2: self.size}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        size = min(1 << 20 if size < 0 else size, self.size - self._at)
        content = self._start[self._at : self._at + size]
        content += self._letter * (size - len(content))
        self._at += len(content)
        return content


def verdict(source: object, limits: Limits) -> list[object]:
    accepted = warned = refused = 0
    try:
        with read_customer_list(source, "NL", limits) as reader:  # type: ignore[arg-type]
            for line in reader:
                refused += line.refused
                accepted += not line.refused
                warned += bool(line.findings) and not line.refused
    except FileRefused as refusal:
        return [refusal.code, refusal.line]
    return [accepted, warned, refused]


def main() -> None:
    # Once, so that modules and buffers that everybody needs do not count.
    verdict(io.BytesIO(GOOD), Limits())
    before = peak_memory()
    if len(sys.argv) == 1:
        verdicts = _verdicts_on_endless_lines()
    else:
        limits = RAISED if sys.argv[1] == "--raised" else Limits()
        verdicts = {path.name: verdict(path, limits) for path in sorted(Path(sys.argv[-1]).iterdir())}
    print(json.dumps({"verdicts": verdicts, "growth": peak_memory() - before}))


def _verdicts_on_endless_lines() -> dict[str, list[object]]:
    return {
        "no line end at all": verdict(Endless(b"", b"x"), RAISED),
        "no line end behind the header": verdict(Endless(HEADER, b"x"), RAISED),
        "an open quote": verdict(Endless(HEADER + b'"', b"x"), RAISED),
        "delimiters": verdict(Endless(HEADER, b";"), RAISED),
        "NUL": verdict(Endless(HEADER, b"\0"), RAISED),
        "as UTF-16": verdict(Endless("\ufeffKenteken".encode("utf-16-le"), b"x"), RAISED),
        "beyond the limit of a file": verdict(Endless(HEADER, b"x"), Limits()),
    }


if __name__ == "__main__":
    main()
