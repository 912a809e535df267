"""bin/check: what can be judged without running the tests. Goes through all steps, whatever fails."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from garageflow.local.folders import REPOSITORY
from garageflow.local.services import private_services
from garageflow.local.supervisor import colours_wanted
from garageflow.local.system_parts import ensure_pdf_parts

_PACKAGES = ("garageflow", "stock", "carpass", "autopaspoort", "convoy", "carshare", "bench", "faults")
_PYTHON = (sys.executable, "-m")
_MANAGE = (sys.executable, "manage.py")

# As on a server: what Django's deployment check looks at depends on it.
_LIKE_A_SERVER = {
    "DEBUG": "0",
    "DEMO": "0",
    "SITE_URL": "https://garageflow.example",
    "ALLOWED_HOSTS": "garageflow.example",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example:587",
    "TRUSTED_PROXIES": "1",
}


@dataclass(frozen=True)
class Step:
    name: str
    command: Sequence[str]


def check(arguments: Sequence[str]) -> int:
    steps = _steps()
    parser = argparse.ArgumentParser(
        prog="bin/check", description="Every check that is not a test; with names, only those."
    )
    names = [step.name for step in steps]
    parser.add_argument("step", nargs="*", metavar="STEP", help=f"one of: {', '.join(names)}")
    wanted = parser.parse_args(arguments).step
    for name in wanted:
        if name not in names:
            parser.error(f"no step {name!r}")

    ensure_pdf_parts()
    with private_services() as services:
        environment = {**os.environ, **services.environment(), **_LIKE_A_SERVER}
        results = [_passes(step, environment) for step in steps if not wanted or step.name in wanted]
    failed = results.count(False)
    print(
        f"{len(results)} checks, {failed} failed" if failed else f"{len(results)} checks passed", flush=True
    )
    return 1 if failed else 0


def _steps() -> list[Step]:
    existing = [package for package in _PACKAGES if (REPOSITORY / package / "__init__.py").exists()]
    compose = ("check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml")
    return [
        Step("format", (*_PYTHON, "ruff", "format", "--check", ".")),
        Step("lint", (*_PYTHON, "ruff", "check", ".")),
        Step("templates", (*_PYTHON, "djlint", "--lint", "--quiet", "templates")),
        Step("types", (*_PYTHON, "mypy", *existing)),
        # Named by path and not by its first line, which is wrong after the clone was moved.
        Step("imports", (sys.executable, str(Path(sys.executable).with_name("lint-imports")))),
        Step("migrations", (*_MANAGE, "makemigrations", "--check", "--dry-run")),
        Step("translations", (*_MANAGE, "messages", "--check")),
        Step("deployment", (*_MANAGE, "check", "--deploy", "--fail-level", "WARNING")),
        Step("compose", (*_PYTHON, *compose)),
        Step("requirements", (*_PYTHON, "garageflow.local.requirements")),
    ]


def _passes(step: Step, environment: Mapping[str, str]) -> bool:
    begin = time.monotonic()
    done = subprocess.run(
        step.command,
        cwd=REPOSITORY,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    passed = done.returncode == 0
    verdict = _coloured("ok", 32) if passed else _coloured("FAILED", 31)
    print(f"{step.name:<12} {time.monotonic() - begin:6.1f} s  {verdict}", flush=True)
    if not passed:
        print(done.stdout.rstrip() + "\n", flush=True)
    return passed


def _coloured(text: str, colour: int) -> str:
    return f"\033[{colour}m{text}\033[0m" if colours_wanted() else text
