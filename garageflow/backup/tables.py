"""Whole tables in and out, by COPY as the owner: no program beside PostgreSQL is needed, of any version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from django.db import connections, transaction
from psycopg import Connection, sql

_SECRET = re.compile(r"^encrypted_|(^|_)(secret|password)$")
_BLOCK = 1 << 18


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    is_required: bool

    @property
    def is_secret(self) -> bool:
        """Encrypted with the keys of this installation: no use in any other, and nobody's business."""
        return bool(_SECRET.search(self.name))


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    # Generated ones are left out: PostgreSQL computes them again.
    columns: tuple[Column, ...]

    @property
    def is_of_a_garage(self) -> bool:
        return any(column.name == "garage_id" for column in self.columns)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Equal for tables with equal rows, in whatever order."""

    rows: int
    checksum: str


Raw = Connection[tuple[object, ...]]


@contextmanager
def owner_transaction(*, snapshot: bool = False) -> Iterator[Raw]:
    """As the login that owns the tables. `snapshot`: read only, and everything as of one moment."""
    connection = connections["owner"]
    with transaction.atomic(using="owner"):
        with connection.cursor() as cursor:
            if snapshot:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL lock_timeout = '60s'")
        raw: Raw = connection.connection
        yield raw


def tables_of(raw: Raw) -> list[Table]:
    rows = raw.execute(
        """
        SELECT c.relname, a.attname, a.attnotnull
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
          AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        ORDER BY c.relname, a.attnum
        """
    ).fetchall()
    columns: dict[str, list[Column]] = {}
    for table, column, is_required in rows:
        columns.setdefault(str(table), []).append(Column(str(column), bool(is_required)))
    return [Table(name, tuple(those)) for name, those in columns.items()]


def copy_out(raw: Raw, query: sql.Composable, target: IO[bytes]) -> None:
    """The rows of a query as CSV with a header, UTF-8; NULL is an unquoted nothing."""
    statement = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE *, ENCODING 'UTF8')").format(
        query
    )
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for block in copy:
            target.write(block)


def copy_in(raw: Raw, table: str, columns: list[str], source: IO[bytes]) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, HEADER, ENCODING 'UTF8')").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        while block := source.read(_BLOCK):
            copy.write(block)


def all_rows(table: Table) -> sql.Composed:
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
    return sql.SQL("SELECT {} FROM {}").format(names, sql.Identifier(table.name))


def fingerprint(raw: Raw, query: sql.Composable) -> Fingerprint:
    counted = sql.SQL("SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM ({}) t")
    # Printed alike whatever the connection's own settings are.
    raw.execute("SET LOCAL timezone = 'UTC'")
    rows, checksum = raw.execute(counted.format(query)).fetchone() or (0, 0)
    return Fingerprint(int(str(rows)), str(checksum))


@contextmanager
def without_guards(raw: Raw) -> Iterator[None]:
    """Foreign keys come off and are made anew at the end, which checks all rows; triggers sleep meanwhile."""
    keys = raw.execute(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND connamespace = 'public'::regnamespace"
    ).fetchall()
    guarded = raw.execute(
        "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
    ).fetchall()
    for table, name, _definition in keys:
        _alter(raw, table, f"DROP CONSTRAINT {name}")
    for (table,) in guarded:
        _alter(raw, table, "DISABLE TRIGGER USER")
    yield
    for (table,) in guarded:
        _alter(raw, table, "ENABLE TRIGGER USER")
    for table, name, definition in keys:
        _alter(raw, table, f"ADD CONSTRAINT {name} {definition}")


def continue_numbering(raw: Raw) -> None:
    """Every sequence goes on after the highest key that is there."""
    owned = raw.execute(
        """
        SELECT c.relname, a.attname, pg_get_serial_sequence(quote_ident(c.relname), a.attname)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0
          AND NOT a.attisdropped AND pg_get_serial_sequence(quote_ident(c.relname), a.attname) IS NOT NULL
        """
    ).fetchall()
    for table, column, sequence in owned:
        query = sql.SQL("SELECT setval({}::regclass, greatest(coalesce(max({}), 0), 1)) FROM {}").format(
            sql.Literal(sequence), sql.Identifier(str(column)), sql.Identifier(str(table))
        )
        raw.execute(query)


def applied_migrations(raw: Raw) -> list[str]:
    rows = raw.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1").fetchall()
    return [str(name) for (name,) in rows]


def _alter(raw: Raw, table: object, change: str) -> None:
    # Names as PostgreSQL itself quoted them, and its own definitions.
    raw.execute(f"ALTER TABLE {table} {change}".encode())
