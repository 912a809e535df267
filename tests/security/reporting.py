from __future__ import annotations

from collections.abc import Iterable

import pytest


def none_of(found: Iterable[str], *, hint: str = "") -> None:
    """Fail with every line that was found, not with the first ones."""
    lines = list(found)
    if lines:
        pytest.fail("\n".join([f"{len(lines)} found{hint and ': '}{hint}", *lines]), pytrace=False)
