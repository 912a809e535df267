from __future__ import annotations

from pathlib import Path

from garageflow.local.requirements import differences

PROJECT = """
[project]
dependencies = ["Django>=5.2,<5.3", "psycopg[binary]>=3"]
[project.optional-dependencies]
dev = ["pytest>=8"]
bench = []
"""


def test_requirements_that_no_longer_fit_are_named(tmp_path: Path):
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "requirements.txt").write_text("django==5.1.1 \\\n    --hash=sha256:aa\n")
    everything = "django==5.2.1\npsycopg[binary]==3.3\npytest==9.0\n"
    (tmp_path / "requirements-dev.txt").write_text(everything)
    (tmp_path / "requirements-bench.txt").write_text(everything)

    assert differences(tmp_path) == [
        "requirements.txt: Django 5.1.1 is not <5.3,>=5.2",
        "requirements.txt: psycopg is missing",
        "requirements-dev.txt: django is 5.2.1, on servers 5.1.1",
    ]
