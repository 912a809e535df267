"""Everything of an installation: database and private files, as of one moment."""

from __future__ import annotations

import zipfile
from dataclasses import asdict
from pathlib import Path

from django.utils import timezone
from psycopg import sql

from garageflow.backup.archive import (
    ArchiveRefused,
    Manifest,
    add_files,
    put_files_back,
    read_manifest,
    write_archive,
)
from garageflow.backup.tables import (
    Raw,
    all_rows,
    applied_migrations,
    continue_numbering,
    copy_in,
    copy_out,
    fingerprint,
    owner_transaction,
    tables_of,
    without_guards,
)

_KIND = "backup"
# Written by migrate itself.
_OF_THE_SCHEMA = "django_migrations"


def back_up(path: Path) -> Manifest:
    """While everybody works: one snapshot, so that no row points to one that is not in it."""

    def fill(archive: zipfile.ZipFile) -> Manifest:
        with owner_transaction(snapshot=True) as raw:
            manifest = Manifest(_KIND, timezone.now().isoformat(), applied_migrations(raw))
            for table in tables_of(raw):
                if table.name == _OF_THE_SCHEMA:
                    continue
                with archive.open(f"tables/{table.name}.csv", "w", force_zip64=True) as target:
                    copy_out(raw, all_rows(table), target)
                manifest.tables[table.name] = asdict(fingerprint(raw, all_rows(table)))
            files = [
                str(name) for (name,) in raw.execute("SELECT file FROM documents_document ORDER BY file")
            ]
        # Files never change. One that went since the snapshot is named in the manifest.
        add_files(archive, files, manifest)
        return manifest

    return write_archive(path, fill)


def restore(path: Path) -> Manifest:
    """Into a database that `migrate` has just made, of the same version. Raises ArchiveRefused.

    Compares every table with what the backup counted, in the transaction that fills them.
    """
    with zipfile.ZipFile(path) as archive:
        manifest = read_manifest(archive, kind=_KIND)
        with owner_transaction() as raw:
            _refuse_unless_empty(raw)
            refuse_other_version(raw, manifest)
            tables = {table.name: table for table in tables_of(raw)}
            with without_guards(raw):
                for name in manifest.tables:
                    raw.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
                    columns = [column.name for column in tables[name].columns]
                    with archive.open(f"tables/{name}.csv") as source:
                        copy_in(raw, name, columns, source)
            continue_numbering(raw)
            for name, expected in manifest.tables.items():
                found = asdict(fingerprint(raw, all_rows(tables[name])))
                if found != expected:
                    raise ArchiveRefused(f"{name} is not what was saved: {found} instead of {expected}.")
            put_files_back(archive)
    return manifest


def refuse_other_version(raw: Raw, manifest: Manifest) -> None:
    here, there = set(applied_migrations(raw)), set(manifest.migrations)
    if here != there:
        difference = ", ".join(sorted(here ^ there)[:5])
        raise ArchiveRefused(
            f"This was made by another version of GarageFlow (they differ in {difference}, …)."
            " Install that version, restore, and update afterwards."
        )


def _refuse_unless_empty(raw: Raw) -> None:
    if raw.execute("SELECT 1 FROM tenancy_garage LIMIT 1").fetchone():
        raise ArchiveRefused("There are garages in this database. Restore into an empty one.")
