"""A zip file with a manifest, one CSV a table, and the private files."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage

_BLOCK = 1 << 20
_FORMAT = 1


class ArchiveRefused(Exception):
    """Not an archive of ours, or not one that fits here; the message says why."""


@dataclass(slots=True)
class Manifest:
    kind: str
    made_at: str
    migrations: list[str]
    # Table -> rows and checksum.
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: int = 0
    # Named by a row and not there: their rows are kept, what they held is lost already.
    missing_files: list[str] = field(default_factory=list)
    garage: str = ""
    format: int = _FORMAT

    @property
    def summary(self) -> str:
        rows = sum(table["rows"] for table in self.tables.values())
        return f"{len(self.tables)} tables, {rows} rows, {self.files} files"


def write_archive(path: Path, fill: Callable[[zipfile.ZipFile], Manifest]) -> Manifest:
    """Complete or not there at all: it is written beside its place first. Readable by its owner only."""
    partial = path.with_name(path.name + ".part")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with (
            os.fdopen(descriptor, "wb") as target,
            zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            manifest = fill(archive)
            content = {name: getattr(manifest, name) for name in Manifest.__slots__}
            archive.writestr("manifest.json", json.dumps(content, indent=1))
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def read_manifest(archive: zipfile.ZipFile, *, kind: str) -> Manifest:
    """Raises ArchiveRefused."""
    try:
        manifest = Manifest(**json.loads(archive.read("manifest.json")))
    except (KeyError, ValueError, TypeError) as error:
        raise ArchiveRefused("This file was not made by GarageFlow: it has no manifest.") from error
    if manifest.kind != kind or manifest.format != _FORMAT:
        raise ArchiveRefused(f"This is a {manifest.kind} (format {manifest.format}), not a {kind}.")
    return manifest


def add_files(archive: zipfile.ZipFile, names: Iterable[str], manifest: Manifest) -> None:
    # Two rows may name one file.
    for name in dict.fromkeys(names):
        try:
            stored: File[bytes] = default_storage.open(name)
        except FileNotFoundError:
            manifest.missing_files.append(name)
            continue
        # Photos and PDFs are compressed already.
        entry = zipfile.ZipInfo(f"files/{name}")
        with stored, archive.open(entry, "w", force_zip64=True) as target:
            while block := stored.read(_BLOCK):
                target.write(block)
        manifest.files += 1


def put_files_back(archive: zipfile.ZipFile) -> int:
    """The number of files. Each lands under the name its row knows; zipfile checks what it reads."""
    count = 0
    for entry in archive.infolist():
        if not entry.filename.startswith("files/"):
            continue
        name = entry.filename.removeprefix("files/")
        with archive.open(entry) as source:
            # Storage itself refuses a name that leads out of its folder.
            saved = default_storage.save(name, File(source, name=name))
        if saved != name:
            default_storage.delete(saved)
            raise ArchiveRefused(
                f"A file {name} is here already: files are put back into an empty place only."
            )
        count += 1
    return count
