"""`python -m faults NAME…` or `all`.

Works with any Python 3.11: makes .venv if needed, starts services of its own.
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
        command = [sys.executable, bootstrap, "run", "--", str(PYTHON), "-m", "faults", *sys.argv[1:]]
        os.execv(sys.executable, command)  # noqa: S606 - no shell wanted

    from faults.runner import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
