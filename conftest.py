"""Which Chromium the browser tests use (bin/test says), and that they are skipped where there is none."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

_SYSTEM_CHROMIUM = "/usr/bin/chromium"
# Nothing of its own to look for outside.
_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = os.environ.get("CHROMIUM_PATH", _SYSTEM_CHROMIUM if Path(_SYSTEM_CHROMIUM).exists() else "")
    arguments = {**browser_type_launch_args, "args": _QUIET}
    return {**arguments, "executable_path": path} if path else arguments


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("CHROMIUM_PATH") != "none":
        return
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))
