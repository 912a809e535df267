"""One garage: all its data to take along, into an empty installation, or gone for good."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from django.core.files.storage import default_storage
from django.utils import timezone
from psycopg import sql

from garageflow.audit.domain import record_on_platform
from garageflow.backup.archive import (
    ArchiveRefused,
    Manifest,
    add_files,
    put_files_back,
    read_manifest,
    write_archive,
)
from garageflow.backup.tables import (
    Column,
    Raw,
    applied_migrations,
    continue_numbering,
    copy_in,
    copy_out,
    fingerprint,
    owner_transaction,
    tables_of,
)
from garageflow.backup.whole import refuse_other_version
from garageflow.documents.domain.documents import stored_files
from garageflow.tenancy.models import Garage

_KIND = "garage export"
_GARAGE, _USER, _ADDRESS = "tenancy_garage", "accounts_user", "account_emailaddress"
# Of a person no more than who he is; password and second factors stay here.
_USER_COLUMNS = ("id", "email", "language", "is_active", "created_at")
_NEW_USERS = """
INSERT INTO accounts_user (id, email, language, is_active, created_at, password, is_staff, is_superuser)
SELECT id, email, language, is_active, created_at, '!' || md5(random()::text), false, false FROM incoming_user
"""


class GarageStillOpen(Exception):
    pass


def export_garage(garage: Garage, path: Path) -> Manifest:
    """Tables as CSV and the private files. Secrets (Car-Pass passwords, licence numbers) are left empty."""

    def fill(archive: zipfile.ZipFile) -> Manifest:
        with owner_transaction(snapshot=True) as raw:
            made_at = timezone.now().isoformat()
            manifest = Manifest(_KIND, made_at, applied_migrations(raw), garage=garage.slug)
            for name, query in _queries(raw, garage):
                with archive.open(f"tables/{name}.csv", "w", force_zip64=True) as target:
                    copy_out(raw, query, target)
                manifest.tables[name] = asdict(fingerprint(raw, query))
            files = raw.execute(
                "SELECT file FROM documents_document WHERE garage_id = %s", [garage.pk]
            ).fetchall()
        add_files(archive, [str(name) for (name,) in files], manifest)
        return manifest

    return write_archive(path, fill)


def import_garage(path: Path) -> Garage:
    """Into an installation without garages, of the same version. Raises ArchiveRefused.

    Everybody keeps his address and chooses a new password by "forgotten password"; secrets are typed again.
    """
    with zipfile.ZipFile(path) as archive:
        manifest = read_manifest(archive, kind=_KIND)
        with owner_transaction() as raw:
            _refuse_unless_empty(raw)
            refuse_other_version(raw, manifest)
            tables = {table.name: table for table in tables_of(raw)}
            with _guards_off(raw):
                _take_in_users(raw, archive)
                for name in manifest.tables:
                    if name == _USER:
                        continue
                    with archive.open(f"tables/{name}.csv") as source:
                        copy_in(raw, name, [column.name for column in tables[name].columns], source)
            continue_numbering(raw)
            garage = Garage.objects.using("owner").get(slug=manifest.garage)
            for name, query in _queries(raw, garage):
                found, expected = asdict(fingerprint(raw, query)), manifest.tables[name]
                if found != expected:
                    raise ArchiveRefused(f"{name} is not what was saved: {found} instead of {expected}.")
            put_files_back(archive)
    return garage


def delete_garage(garage: Garage) -> int:
    """Rows and files, for good; returns the number of rows. Whoever belongs to no other garage is forgotten.

    Raises GarageStillOpen: it has to be closed first, so that nobody works in it meanwhile.
    """
    if garage.is_active:
        raise GarageStillOpen("Close the garage first: untick “active” at /admin/.")
    rows = 0
    with owner_transaction() as raw, _guards_off(raw):
        raw.execute(_FORGET_USERS, {"garage": garage.pk})
        for table in tables_of(raw):
            if table.is_of_a_garage:
                query = sql.SQL("DELETE FROM {} WHERE garage_id = %s").format(sql.Identifier(table.name))
                rows += raw.execute(query, [garage.pk]).rowcount
        raw.execute("DELETE FROM tenancy_garage WHERE id = %s", [garage.pk])
    record_on_platform("backup.garage_deleted", user=None, ip=None, slug=garage.slug, rows=rows)
    _delete_folder(str(garage.pk))
    return rows


# The rows stay, because the platform's audit names them; nothing in them says who it was.
_FORGET_USERS = """
WITH only_here AS (
    SELECT user_id AS id FROM tenancy_membership GROUP BY user_id
    HAVING bool_and(garage_id = %(garage)s)
), addresses AS (
    DELETE FROM account_emailaddress WHERE user_id IN (SELECT id FROM only_here)
), second_factors AS (
    DELETE FROM mfa_authenticator WHERE user_id IN (SELECT id FROM only_here)
), sessions AS (
    DELETE FROM usersessions_usersession WHERE user_id IN (SELECT id FROM only_here)
)
UPDATE accounts_user SET email = 'gone-' || id || '@invalid', password = '!', is_active = false
WHERE id IN (SELECT id FROM only_here) AND NOT is_staff
"""


def _queries(raw: Raw, garage: Garage) -> Iterator[tuple[str, sql.Composed]]:
    """What belongs to a garage, table by table, as one reads it out."""
    members = sql.SQL("SELECT user_id FROM tenancy_membership WHERE garage_id = {}").format(garage.pk)
    for table in tables_of(raw):
        if table.is_of_a_garage:
            condition = sql.SQL("garage_id = {}").format(garage.pk)
        elif table.name == _GARAGE:
            condition = sql.SQL("id = {}").format(garage.pk)
        elif table.name == _USER:
            condition = sql.SQL("id IN ({})").format(members)
        elif table.name == _ADDRESS:
            condition = sql.SQL("user_id IN ({})").format(members)
        else:
            continue
        columns = [column for column in table.columns if table.name != _USER or column.name in _USER_COLUMNS]
        yield (
            table.name,
            sql.SQL("SELECT {} FROM {} WHERE {}").format(
                sql.SQL(", ").join(map(_readable, columns)), sql.Identifier(table.name), condition
            ),
        )


def _readable(column: Column) -> sql.Composable:
    if not column.is_secret:
        return sql.Identifier(column.name)
    nothing = sql.SQL("''::text") if column.is_required else sql.SQL("NULL::text")
    return sql.SQL("{} AS {}").format(nothing, sql.Identifier(column.name))


def _take_in_users(raw: Raw, archive: zipfile.ZipFile) -> None:
    raw.execute("CREATE TEMPORARY TABLE incoming_user (LIKE accounts_user) ON COMMIT DROP")
    for column in ("password", "is_staff", "is_superuser"):
        raw.execute(sql.SQL("ALTER TABLE incoming_user DROP COLUMN {}").format(sql.Identifier(column)))
    with archive.open(f"tables/{_USER}.csv") as source:
        copy_in(raw, "incoming_user", list(_USER_COLUMNS), source)
    raw.execute(_NEW_USERS)


@contextmanager
def _guards_off(raw: Raw) -> Iterator[None]:
    """Triggers that keep rows unchangeable sleep, keys are judged at the end.

    A trigger cannot be woken while changes wait for their keys, so all sleep for the whole work. Whoever
    writes to one of these tables meanwhile waits; reading goes on.
    """
    guarded = raw.execute(
        "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
    ).fetchall()
    change = sql.SQL("ALTER TABLE {} {} TRIGGER USER")
    raw.execute("SET CONSTRAINTS ALL DEFERRED")
    for (table,) in guarded:
        raw.execute(change.format(sql.Identifier(str(table)), sql.SQL("DISABLE")))
    yield
    raw.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for (table,) in guarded:
        raw.execute(change.format(sql.Identifier(str(table)), sql.SQL("ENABLE")))


def _refuse_unless_empty(raw: Raw) -> None:
    for table in (_GARAGE, _USER):
        if raw.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(table))).fetchone():
            raise ArchiveRefused("This installation is in use. A garage can be taken into an empty one only.")


def _delete_folder(folder: str) -> None:
    for path in stored_files(folder):
        default_storage.delete(path)
    default_storage.delete(folder)
