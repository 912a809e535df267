"""The files for servers, as far as they can be judged without Docker."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from garageflow.local.folders import REPOSITORY
from garageflow.local.postgres import PostgresServer
from tests.security.reporting import none_of

EXAMPLE = (REPOSITORY / ".env.example").read_text()


def explained() -> set[str]:
    return set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", EXAMPLE, re.MULTILINE))


def test_every_variable_of_the_settings_is_explained():
    settings = (REPOSITORY / "garageflow" / "settings.py").read_text()
    read = set(re.findall(r'(?:env(?:\.\w+)?|_database)\(\s*"([A-Z0-9_]+)"', settings))

    assert {"SECRET_KEY", "DATABASE_URL", "DEMO"} <= read
    assert read - explained() == set()


def test_every_variable_of_the_compose_file_is_explained():
    compose = (REPOSITORY / "docker-compose.yml").read_text()

    assert set(re.findall(r"(?<!\$)\$\{([A-Z0-9_]+)", compose)) - explained() == set()


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    compose: dict[str, Any] = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text())
    services: dict[str, dict[str, Any]] = compose["services"]
    return services


def test_every_program_of_the_compose_file_is_confined(services: dict[str, dict[str, Any]]):
    none_of(
        f"{name}: {missing}"
        for name, service in services.items()
        for missing, is_there in {
            "a root it cannot write to": service.get("read_only") is True,
            "no right that it does not need": service.get("cap_drop") == ["ALL"],
            "no way to new rights": "no-new-privileges:true" in service.get("security_opt", []),
            "a limit of memory": "mem_limit" in service,
            "a limit of processes": "pids_limit" in service,
            "logs that do not fill the disk": "max-size" in service.get("logging", {}).get("options", {}),
            "a second life": "restart" in service,
            # It runs once and ends; the others wait for that.
            "a health check": "healthcheck" in service or name == "migrate",
        }.items()
        if not is_there
    )


def test_only_programs_that_become_somebody_else_keep_rights_of_root(services: dict[str, dict[str, Any]]):
    assert {name for name, service in services.items() if "cap_add" in service} == {"nginx", "postgres"}
    assert "USER garageflow" in (REPOSITORY / "Dockerfile").read_text()


def test_databases_are_reached_by_nobody_outside(services: dict[str, dict[str, Any]]):
    compose = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text())

    assert compose["networks"]["back"]["internal"] is True
    assert {name for name, service in services.items() if "ports" in service} == {"nginx", "car-pass"}
    assert services["postgres"]["networks"] == services["redis"]["networks"] == ["back"]


def test_only_migrations_know_the_login_that_owns_the_tables(services: dict[str, dict[str, Any]]):
    knowing = {
        name
        for name, service in services.items()
        if "MIGRATION_DATABASE_URL" in service.get("environment", {})
    }

    assert knowing == {"migrate"}


def test_keys_of_programs_are_not_led_on_from_http_to_https():
    template = (REPOSITORY / "deploy" / "nginx.conf.template").read_text()
    refused = re.search(r"location ~ (\S+) {\s+return 403;", template)
    assert refused

    for address in ("/g/peeters/api/v1/passports", "/mail/feedback/postmark/"):
        assert re.search(refused[1], address)
    assert not re.search(refused[1], "/g/peeters/autopaspoort/")


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
