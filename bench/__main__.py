"""`python -m bench NAME…` or `all`.

Works with any Python 3.11: makes .venv and starts the services if needed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
PYTHON = REPOSITORY / ".venv" / "bin" / "python"


def main() -> int:
    if Path(sys.prefix).resolve() != (REPOSITORY / ".venv").resolve():
        bootstrap = str(REPOSITORY / "garageflow" / "local" / "bootstrap.py")
        command = [sys.executable, bootstrap, "run", "--", str(PYTHON), "-m", "bench", *sys.argv[1:]]
        os.execv(sys.executable, command)  # noqa: S606 - no shell wanted

    from garageflow.local.bootstrap import install
    from garageflow.local.services import services_running

    install("requirements-bench.txt")
    with services_running() as services:
        from bench.runner import run

        return run(sys.argv[1:], services)


if __name__ == "__main__":
    sys.exit(main())
