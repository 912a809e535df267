"""The rules that bin/check judges by reach every package."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from garageflow.local.check import _steps
from tests.security.reporting import none_of

FEATURES = ("stock", "carpass", "autopaspoort", "convoy", "carshare")


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())


def existing(names: tuple[str, ...]) -> list[str]:
    return [name for name in names if (settings.BASE_DIR / name / "__init__.py").exists()]


def test_bin_check_judges_everything_that_can_be_judged_without_running_it():
    assert {step.name for step in _steps()} >= {
        "format",
        "lint",
        "templates",
        "types",
        "imports",
        "migrations",
        "translations",
        "deployment",
        "compose",
        "requirements",
    }


def test_ci_calls_the_two_commands_and_nothing_else():
    script = (settings.BASE_DIR / ".ci" / "run").read_text()

    assert set(re.findall(r"(?<!/)bin/\w+", script)) == {"bin/check", "bin/test"}


def test_import_rules_know_every_package(project: dict[str, Any]):
    assert set(project["tool"]["importlinter"]["root_packages"]) == {"garageflow", *existing(FEATURES)}


def test_every_app_has_its_layer(project: dict[str, Any]):
    layers = " ".join(project["tool"]["importlinter"]["contracts"][0]["layers"])
    known = set(re.findall(r"[\w.]+", layers))
    folders = [path.parent.name for path in Path(settings.BASE_DIR).glob("garageflow/*/__init__.py")]
    kernel = [f"garageflow.{name}" for name in folders]

    none_of(sorted({*kernel, *existing(FEATURES)} - known), hint="no layer in [tool.importlinter]")


def test_every_app_is_typed_strictly(project: dict[str, Any]):
    """Only migrations may be left out, and modules that bring no types of their own."""
    assert project["tool"]["mypy"]["strict"] is True
    none_of(
        str(module)
        for override in project["tool"]["mypy"]["overrides"]
        if override.get("ignore_errors")
        for module in [override["module"]]
        if module != "*.migrations.*"
    )


def test_the_security_rules_are_on_everywhere_but_in_tests(project: dict[str, Any]):
    lint = project["tool"]["ruff"]["lint"]

    assert "S" in lint["select"]
    assert {"S101", "S603"} >= {rule for rule in lint["ignore"] if rule.startswith("S")}
    none_of(
        f"{folder}: {rules}"
        for folder, rules in lint["per-file-ignores"].items()
        if "S" in rules and not folder.startswith("tests/")
    )
