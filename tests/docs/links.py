"""Links in Markdown that lead to a file or to a heading of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_LINK = re.compile(r"\]\(([^)\s]+)\)")


def broken_links(file: Path) -> Iterator[str]:
    for target in _LINK.findall(file.read_text()):
        path, _mark, heading = target.partition("#")
        if "://" in path or path.startswith("mailto:"):
            continue
        wanted = (file.parent / path).resolve() if path else file
        if not wanted.exists() or (wanted.suffix == ".md" and heading and heading not in _headings(wanted)):
            yield f"{file.name}: {target}"


@cache
def _headings(file: Path) -> frozenset[str]:
    """As the places that show Markdown name them: lower case, without punctuation, spaces as dashes."""
    titles = re.findall(r"^#+ (.+)$", file.read_text(), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles)
