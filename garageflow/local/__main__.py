"""The commands behind bin/*; `python -m garageflow.local run -- COMMAND ...` is for any other one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from garageflow.local.check import check
from garageflow.local.folders import LocalError
from garageflow.local.run_tests import run_tests
from garageflow.local.services import services_running
from garageflow.local.supervisor import run
from garageflow.local.up import manage, up


def main() -> int:
    commands: dict[str, Callable[[Sequence[str]], int]] = {
        "up": up,
        "manage": manage,
        "test": run_tests,
        "check": check,
        "run": _run_any,
    }
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        print(f"usage: python -m garageflow.local {{{'|'.join(commands)}}} ...", file=sys.stderr)
        return 2
    try:
        return commands[sys.argv[1]](sys.argv[2:])
    except LocalError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run_any(arguments: Sequence[str]) -> int:
    command = list(arguments[1:] if arguments[:1] == ["--"] else arguments)
    if not command:
        print("usage: python -m garageflow.local run -- COMMAND ...", file=sys.stderr)
        return 2
    with services_running():
        return run(command)


if __name__ == "__main__":
    sys.exit(main())
