"""The files for servers, as far as they can be judged without Docker."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import psycopg
import pytest

from garageflow.local.folders import REPOSITORY
from garageflow.local.postgres import PostgresServer

EXAMPLE = (REPOSITORY / ".env.example").read_text()


def explained() -> set[str]:
    return set(re.findall(r"^#?([A-Z][A-Z_]+)=", EXAMPLE, re.MULTILINE))


def test_every_variable_of_the_settings_is_explained():
    settings = (REPOSITORY / "garageflow" / "settings.py").read_text()
    read = set(re.findall(r'(?:env(?:\.\w+)?|_database)\(\s*"([A-Z_]+)"', settings))

    assert {"SECRET_KEY", "DATABASE_URL", "DEMO"} <= read
    assert read - explained() == set()


def test_every_variable_of_the_compose_file_is_explained():
    compose = (REPOSITORY / "docker-compose.yml").read_text()

    assert set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", compose)) - explained() == set()


def test_the_example_sets_nothing():
    assert [line for line in EXAMPLE.splitlines() if line and not line.startswith("#")] == []


@pytest.mark.xdist_group("local-postgres")
def test_the_logins_of_a_server_are_those_that_row_security_needs(postgres: PostgresServer, tmp_path: Path):
    superuser = {"host": "127.0.0.1", "port": postgres.port, "user": "postgres", "dbname": "postgres"}
    password = postgres._facts["superuser"]
    with psycopg.connect(**superuser, password=password, autocommit=True) as connection:
        connection.execute("DROP DATABASE garageflow")
        connection.execute("DROP ROLE garageflow_owner, garageflow_app")
    environment = {
        "PATH": f"{postgres._binaries()}{os.pathsep}{os.environ['PATH']}",
        "PGHOST": "127.0.0.1",
        "PGPORT": str(postgres.port),
        "PGPASSWORD": password,
        "POSTGRES_USER": "postgres",
        "OWNER_DATABASE_PASSWORD": "it's-the-owner",
        "APP_DATABASE_PASSWORD": "it's-the-app",
    }

    subprocess.run([REPOSITORY / "deploy" / "postgres-logins.sh"], env=environment, check=True)

    address = {**superuser, "dbname": "garageflow"}
    with psycopg.connect(**{**address, "user": "garageflow_owner"}, password="it's-the-owner") as connection:
        connection.execute("CREATE TABLE t AS SELECT 1 AS n")
    with psycopg.connect(**{**address, "user": "garageflow_app"}, password="it's-the-app") as connection:
        connection.execute("CREATE TEMPORARY TABLE u (n int)")
        rights = "SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        assert connection.execute(rights).fetchone() == (False, False, False)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM t")
