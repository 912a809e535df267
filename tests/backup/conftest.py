"""A second, empty installation beside the one of the tests: another database, another folder of files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import connections
from psycopg import sql

from tests.database import template_name
from tests.security.conftest import calm, files, quiet
from tests.security.world import World, build_world

__all__ = ["calm", "files", "quiet"]


class Installation:
    def __init__(self, database: str, folder: Path) -> None:
        self.database = database
        self.folder = folder

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "DATABASE_URL": self._url("default"),
            "MIGRATION_DATABASE_URL": self._url("owner"),
            "VAR_DIR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "garageflow.settings",
            "DEMO": "0",
        }
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=django_settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self._url("owner").replace("postgres://", "postgresql://")) as connection:
            return connection.execute(query.encode()).fetchall()

    def _url(self, alias: str) -> str:
        values = django_settings.DATABASES[alias]
        login = f"{values['USER']}:{values['PASSWORD']}"
        return f"postgres://{login}@{values['HOST']}:{values['PORT']}/{self.database}"


def _on_server(statement: str, *names: str) -> None:
    values = connections["owner"].get_connection_params()
    keep = {name: values[name] for name in ("host", "port", "user", "password") if values.get(name)}
    with psycopg.connect(**keep, dbname="postgres", autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@pytest.fixture
def elsewhere(django_db_setup: None, tmp_path: Path) -> Iterator[Installation]:
    name = f"{django_settings.DATABASES['default']['NAME']}_second"
    _on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    _on_server("CREATE DATABASE {} TEMPLATE {}", name, template_name())
    yield Installation(name, tmp_path / "elsewhere")
    _on_server("DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture
def world(transactional_db: None, calm: None) -> World:
    return build_world()
