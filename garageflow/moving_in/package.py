"""A folder or a zip from outside: which tables and photos are in it, and what is refused before it is read.

Nothing is ever unpacked to disk, and each file is read up to its own limit, whatever its header promises.
"""

from __future__ import annotations

import stat
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from garageflow.errors import DomainError
from garageflow.moving_in.contracts import PHOTO_FOLDERS, table_named
from garageflow.tables.limits import Limits
from garageflow.tables.zip_files import (
    ENCRYPTED_FLAG,
    METHODS,
    ZIP_ERRORS,
    DamagedZip,
    TooManyEntries,
    open_zip,
)

LIMITS = Limits(rows=20_000)
MAX_FILES = 5_000
# About 46 bytes an entry, and its name.
_DIRECTORY_BYTES = MAX_FILES * 400
# Of an upload: what the proxy lets through. A folder on the server has no such limit.
MAX_ZIP_BYTES = 25_000_000
_TABLE_ENDINGS = (".csv", ".xlsx", ".txt")
_PHOTO_ENDINGS = (".jpg", ".jpeg", ".png", ".webp")
# What computers add by themselves.
_LITTER = ("__macosx", ".ds_store", "thumbs.db", "desktop.ini")


class PackageRefused(DomainError):
    """Nothing of it is read."""

    field = "file"


@dataclass(frozen=True, slots=True)
class Photo:
    name: str
    # As the folder is called: plate, VIN or old number of the vehicle.
    vehicle: str


@dataclass
class Package(ABC):
    tables: dict[str, str] = field(default_factory=dict)
    photos: list[Photo] = field(default_factory=list)
    # (name, why it is not read)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    @abstractmethod
    def read(self, name: str, limit: int) -> bytes:
        """At most one byte more than `limit`, so that the reader sees that it is too large.

        Raises PackageRefused, which speaks of this file alone.
        """

    def _sort(self, names: list[str]) -> None:
        if len(names) > MAX_FILES:
            raise _too_many()
        for name in sorted(names):
            self._place(name)
        if not self.tables and not self.photos:
            raise PackageRefused(
                _("No file in it is called klanten, voertuigen or kilometerstanden, and there are no photos.")
            )

    def _place(self, name: str) -> None:
        path = PurePosixPath(name)
        if any(part.lower() in _LITTER for part in path.parts):
            return
        table, ending = table_named(path.stem), path.suffix.lower()
        if _is_elsewhere(name):
            self.left_out.append((name, _("The name leads out of the folder: it is not read.")))
        elif table and ending in _TABLE_ENDINGS and table in self.tables:
            words = _("There is another file of this kind: %(name)s. Put them into one.")
            self.left_out.append((name, words % {"name": self.tables[table]}))
        elif table and ending in _TABLE_ENDINGS:
            self.tables[table] = name
        elif ending in _PHOTO_ENDINGS and (vehicle := _vehicle_of(path)):
            self.photos.append(Photo(name, vehicle))
        else:
            words = _("Not a file of ours: klanten, voertuigen, kilometerstanden, photos/1-ABC-123/ are.")
            self.left_out.append((name, words))


class ZipPackage(Package):
    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        try:
            self._archive = open_zip(stream, directory_bytes=_DIRECTORY_BYTES)
        except DamagedZip as error:
            raise PackageRefused(_("This is not a zip file, or it is damaged.")) from error
        except TooManyEntries as error:
            raise _too_many() from error
        infos = [info for info in self._archive.infolist() if not info.is_dir()]
        kept = []
        for info in infos[: MAX_FILES + 1]:
            if info.flag_bits & ENCRYPTED_FLAG:
                self.left_out.append((info.filename, _("Protected by a password: save it without one.")))
            elif stat.S_ISLNK(info.external_attr >> 16):
                self.left_out.append((info.filename, _("A link and not a file: it is not read.")))
            elif info.compress_type not in METHODS:
                self.left_out.append((info.filename, _("Packed in an unusual way: make an ordinary zip.")))
            else:
                kept.append(info.filename)
        self._sort(kept)

    def read(self, name: str, limit: int) -> bytes:
        try:
            with self._archive.open(name) as file:
                return file.read(limit + 1)
        except ZIP_ERRORS as error:
            raise PackageRefused(_("%(name)s is damaged and cannot be read.") % {"name": name}) from error

    def close(self) -> None:
        self._archive.close()


class FolderPackage(Package):
    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder.resolve()
        self._sort(list(_names_in(self._folder)))

    def read(self, name: str, limit: int) -> bytes:
        path = self._folder / name
        if not path.resolve().is_relative_to(self._folder):
            raise PackageRefused(_("%(name)s is a link that leads out of the folder.") % {"name": name})
        with path.open("rb") as file:
            return file.read(limit + 1)


def _too_many() -> PackageRefused:
    return PackageRefused(_("More than %(count)s files: divide them.") % {"count": MAX_FILES})


def photo_limit() -> int:
    limit: int = settings.PHOTO_MAX_BYTES
    return limit


def _names_in(folder: Path) -> Iterator[str]:
    for number, path in enumerate(path for path in folder.rglob("*") if path.is_file()):
        if number > MAX_FILES:
            return
        yield path.relative_to(folder).as_posix()


def _is_elsewhere(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return "\0" in name or ".." in parts or name.startswith(("/", "\\")) or (len(name) > 1 and name[1] == ":")


def _vehicle_of(path: PurePosixPath) -> str:
    """photos/1-ABC-123/front.jpg and photos/1-ABC-123.jpg are both of 1-ABC-123."""
    folders = [part.lower() for part in path.parts[:-1]]
    at = next((place for place, folder in enumerate(folders) if folder in PHOTO_FOLDERS), None)
    if at is None:
        return ""
    return path.parts[at + 1] if len(path.parts) > at + 2 else path.stem.partition("_")[0]
