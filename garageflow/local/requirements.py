"""Do the compiled requirements fit pyproject.toml? Answered without a network."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from garageflow.local.folders import REPOSITORY


def main() -> int:
    findings = differences(REPOSITORY)
    print("\n".join(findings))
    return 1 if findings else 0


def differences(folder: Path) -> list[str]:
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    groups = project["optional-dependencies"]
    base, dev = project["dependencies"], [*project["dependencies"], *groups["dev"]]
    wanted = {
        "requirements.txt": base,
        "requirements-dev.txt": dev,
        "requirements-bench.txt": [*dev, *groups["bench"]],
    }
    findings = []
    pins = {name: _pins(folder / name) for name in wanted}
    for name, requirements in wanted.items():
        findings += [f"{name}: {problem}" for problem in _unmet(requirements, pins[name])]
    for name, version in pins["requirements.txt"].items():
        other = pins["requirements-dev.txt"].get(name)
        if other != version:
            findings.append(f"requirements-dev.txt: {name} is {other}, on servers {version}")
    return findings


def _unmet(requirements: list[str], pins: dict[str, str]) -> list[str]:
    problems = []
    for text in requirements:
        requirement = Requirement(text)
        version = pins.get(canonicalize_name(requirement.name))
        if version is None:
            problems.append(f"{requirement.name} is missing")
        elif not requirement.specifier.contains(version, prereleases=True):
            problems.append(f"{requirement.name} {version} is not {requirement.specifier}")
    return problems


def _pins(file: Path) -> dict[str, str]:
    pins: dict[str, str] = {}
    for line in file.read_text().splitlines():
        requirement, _, _ = line.partition(" ")
        name, equals, version = requirement.partition("==")
        if equals and not line.startswith((" ", "#")):
            pins[canonicalize_name(name.partition("[")[0])] = version
    return pins


if __name__ == "__main__":
    sys.exit(main())
