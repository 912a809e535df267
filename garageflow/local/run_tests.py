"""bin/test: pytest with a PostgreSQL and a Redis that only this run uses, so several may run at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from garageflow.local.folders import REPOSITORY, LocalError
from garageflow.local.services import private_services, read_env_file
from garageflow.local.supervisor import run
from garageflow.local.system_parts import ensure_pdf_parts, find_chromium

_ADDRESSES = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL")
# Two processes: what a small machine has, and enough to find tests that disturb each other.
_PARALLEL = ["-n", "2", "--dist", "loadgroup"]
# --twice: the browser tests visit two web servers, workers and beats behind one proxy.
_OPTIONS = {"--all": "GARAGEFLOW_ALL_TESTS", "--twice": "GARAGEFLOW_TWICE"}
_DECIDES_ITSELF = ("-n", "--numprocesses", "--pdb", "--trace", "--collect-only", "--co", "--fixtures")


def run_tests(arguments: Sequence[str]) -> int:
    ensure_pdf_parts()
    read_env_file()
    given = {name: os.environ[name] for name in _ADDRESSES if name in os.environ}
    with private_services(given=given) as services:
        # Not the mail, files and demo switches of the environment one works in.
        environment = {**os.environ, **services.environment(), "DEMO": "0", "DEBUG": "0"}
        environment.update(_browser(os.environ))
        # Importing our own package names the site's settings in os.environ (garageflow/celery.py).
        environment["DJANGO_SETTINGS_MODULE"] = "garageflow.settings_test"
        wanted = list(arguments)
        for option, name in _OPTIONS.items():
            if option in wanted:
                wanted.remove(option)
                environment[name] = "1"
        if not any(argument.startswith(_DECIDES_ITSELF) for argument in wanted):
            wanted = [*_PARALLEL, *wanted]
        os.chdir(REPOSITORY)
        return run([sys.executable, "-m", "pytest", *wanted], environment)


def _browser(given: Mapping[str, str]) -> dict[str, str]:
    """CHROMIUM_PATH: a path, empty for Playwright's own, "none" to skip (read by conftest.py)."""
    if "CHROMIUM_PATH" in given:
        return {}
    path = find_chromium()
    if path is None:
        if given.get("CI") == "true":
            raise LocalError("No Chromium to be had, and CI=true: the browser tests must not be skipped.")
        print("\n!!! NO CHROMIUM TO BE HAD: THE BROWSER TESTS ARE SKIPPED !!!\n", file=sys.stderr, flush=True)
        path = "none"
    return {"CHROMIUM_PATH": path}
