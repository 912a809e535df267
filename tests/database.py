"""The test database: migrated once for each state of the migrations, and copied from there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

# Two processes of one run, or of two: one migrates, the other waits for it.
_LOCK = 4_801_957


def make_test_database(owner: BaseDatabaseWrapper, name: str) -> None:
    template = template_name()
    with _server(owner) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        if not _exists(server, template):
            _migrate(owner, f"{template}_new")
            _on(server, "ALTER DATABASE {} RENAME TO {}", f"{template}_new", template)
        _on(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        _on(server, "CREATE DATABASE {} TEMPLATE {}", name, template)


def template_name() -> str:
    """Of the database that is migrated and empty."""
    return f"test_template_{_state_of_migrations()}"


def _migrate(owner: BaseDatabaseWrapper, name: str) -> None:
    before = owner.settings_dict["NAME"]
    owner.settings_dict["TEST"]["NAME"] = name
    owner.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    owner.close()
    owner.settings_dict["NAME"] = before


def _state_of_migrations() -> str:
    """Of everything that decides what `migrate` makes."""
    digest = hashlib.sha256()
    folder = settings.BASE_DIR
    packages = ("garageflow", "stock", "carpass", "autopaspoort", "convoy", "carshare")
    paths = [path for package in packages for path in (folder / package).rglob("migrations/*")]
    paths += [*(folder / "garageflow" / "tenancy").glob("*.py")]
    paths += list((folder / "garageflow" / "geo").rglob("*.*"))
    for path in sorted(path for path in paths if path.is_file() and path.suffix != ".pyc"):
        digest.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _server(owner: BaseDatabaseWrapper) -> Iterator[psycopg.Connection]:
    values = owner.get_connection_params()
    keep = {key: values[key] for key in ("host", "port", "user", "password") if values.get(key)}
    with psycopg.connect(**keep, dbname="postgres", autocommit=True) as connection:
        yield connection


def _exists(server: psycopg.Connection, name: str) -> bool:
    return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _on(server: psycopg.Connection, statement: str, *names: str) -> None:
    server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
