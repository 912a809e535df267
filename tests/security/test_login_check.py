"""The site refuses to start with a login that row security does not bind (S3)."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from garageflow.tenancy import checks
from tests.security.addresses import database_address


class _Answering:
    """A connection whose catalogue says what it is told to."""

    def __init__(self, *answer: bool) -> None:
        self.answer = answer

    def cursor(self) -> _Answering:
        return self

    def __enter__(self) -> _Answering:
        return self

    def __exit__(self, *_exception: object) -> None:
        pass

    def execute(self, _sql: str) -> None:
        pass

    def fetchone(self) -> tuple[bool, ...]:
        return self.answer


@pytest.mark.parametrize(
    ("answer", "ids"),
    [
        ((False, False, False), []),
        ((True, False, False), ["tenancy.E001"]),
        ((False, True, False), ["tenancy.E002"]),
        ((True, True, True), ["tenancy.E001", "tenancy.E002", "tenancy.E003"]),
    ],
)
def test_the_start_is_refused_to_a_superuser(monkeypatch: Any, answer: tuple[bool, ...], ids: list[str]):
    monkeypatch.setattr(checks, "connection", _Answering(*answer))

    found = checks.login_is_bound_by_row_security(databases=["default"])

    assert [message.id for message in found] == ids


@pytest.mark.django_db
def test_the_application_passes_the_check_of_its_login():
    assert checks.login_is_bound_by_row_security(databases=["default"]) == []


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_start_is_refused_to_the_owner_of_the_tables(monkeypatch: Any):
    monkeypatch.setattr(checks, "connection", connections["owner"])

    found = checks.login_is_bound_by_row_security(databases=["default"])

    assert [message.id for message in found] == ["tenancy.E003"]


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize(
    "program",
    [
        ["-c", "import garageflow.wsgi"],
        ["-m", "celery", "-A", "garageflow", "worker", "--pool", "solo", "--queues", "nobody-sends-here"],
    ],
    ids=["web server", "worker"],
)
def test_no_program_starts_as_the_owner(program: list[str]):
    owner = database_address("owner")

    done = subprocess.run(
        [sys.executable, *program],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": owner, "DJANGO_SETTINGS_MODULE": "garageflow.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode != 0
    assert "tenancy.E003" in done.stderr
