"""An XLSX file as a package of XML parts: is it one, how large is it really, and what belongs to what?

python-calamine unpacks what it needs without a bound: a workbook of 1 kB made it take 600 MB (measured
2026-11-21). So it never sees the user's file. The few parts that it needs are unpacked here with a bound,
looked through by `xlsx_scan`, and written to a plain package of our own.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from typing import IO
from xml.parsers import expat

from garageflow.tables import refusals
from garageflow.tables.limits import Limits
from garageflow.tables.refusals import FileRefused
from garageflow.tables.zip_files import (
    ENCRYPTED_FLAG,
    METHODS,
    ZIP_ERRORS,
    DamagedZip,
    TooManyEntries,
    open_zip,
)

_BLOCK = 64 * 1024
# The directory of an honest workbook has some tens of entries of about 100 bytes.
_DIRECTORY_BYTES = 500_000
# A tag costs some hundred bytes of memory, so parts that are read as a whole are held short.
_SMALL_PART_BYTES = 1_000_000
_SMALL_PART_TAGS = 20_000
_TAG_BYTES = 300_000


class Package:
    """Raises FileRefused for what is no XLSX file, is encrypted, damaged, or too large when unpacked."""

    def __init__(self, stream: IO[bytes], limits: Limits) -> None:
        try:
            self._zip = open_zip(stream, directory_bytes=_DIRECTORY_BYTES)
        except DamagedZip as error:
            raise FileRefused(refusals.XLSX_DAMAGED) from error
        except TooManyEntries as error:
            raise FileRefused(refusals.TYPE_ZIP) from error
        self._left = limits.unpacked_bytes
        self._parts = _parts_of(self._zip)
        if sum(info.file_size for info in self._zip.infolist()) > limits.unpacked_bytes:
            raise FileRefused(refusals.XLSX_UNPACKED_TOO_LARGE)

    def has(self, name: str) -> bool:
        return name.lower() in self._parts

    def blocks(self, name: str) -> Iterator[bytes]:
        """The unpacked part. What the directory says about its size may be a lie: the bytes are counted."""
        info = self._parts.get(name.lower())
        if info is None:
            raise FileRefused(refusals.XLSX_DAMAGED)
        # zipfile would stop at the size that the directory states, and calamine would not.
        info.file_size = self._left + 2 * _BLOCK
        try:
            with self._zip.open(info) as part:
                while block := part.read(_BLOCK):
                    self._left -= len(block)
                    if self._left < 0:
                        raise FileRefused(refusals.XLSX_UNPACKED_TOO_LARGE)
                    yield block
        except ZIP_ERRORS as error:
            raise FileRefused(refusals.XLSX_DAMAGED) from error

    def small_part(self, name: str, limit: int = _SMALL_PART_BYTES) -> bytes:
        content = bytearray()
        for block in self.blocks(name):
            content += block
            if len(content) > limit:
                raise FileRefused(refusals.SHEET_TOO_LARGE)
        return bytes(content)

    def targets(self, name: str) -> dict[str, tuple[str, str]]:
        """The relationships of a part: id to (kind, name of the other part)."""
        relations = join(dirname(name), "_rels", name.rpartition("/")[2] + ".rels")
        if not self.has(relations):
            return {}
        found: dict[str, tuple[str, str]] = {}
        for tag, attributes in elements(self.small_part(relations)):
            if tag == "Relationship":
                target = attributes.get("Target", "").replace("\\", "/")
                path = target.lstrip("/") if target.startswith("/") else join(dirname(name), target)
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = kind, normpath(path)
        return found


def elements(content: bytes) -> list[tuple[str, dict[str, str]]]:
    """The start tags of an XML part, without prefixes."""
    found: list[tuple[str, dict[str, str]]] = []

    def opened(tag: str, attributes: dict[str, str]) -> None:
        found.append((local_name(tag), attributes))
        if len(found) > _SMALL_PART_TAGS:
            raise FileRefused(refusals.SHEET_TOO_LARGE)

    parser = new_parser()
    parser.StartElementHandler = opened
    parse_into(parser, [content])
    return found


def new_parser() -> expat.XMLParserType:
    # Always UTF-8, like calamine: in an encoding of its choice a part could show each of us something else.
    parser = expat.ParserCreate("UTF-8")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def parse_into(parser: expat.XMLParserType, blocks: Iterator[bytes] | list[bytes]) -> None:
    given = 0
    try:
        for block in blocks:
            parser.Parse(block, False)
            given += len(block)
            # The parser keeps a tag or comment until it has seen its end.
            if given - parser.CurrentByteIndex > _TAG_BYTES:
                raise FileRefused(refusals.SHEET_TOO_LARGE)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise FileRefused(refusals.XLSX_DAMAGED) from error


def local_name(tag: str) -> str:
    return tag.rpartition(":")[2] if ":" in tag else tag


def _parts_of(package: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    parts: dict[str, zipfile.ZipInfo] = {}
    for info in package.infolist():
        name = info.filename.replace("\\", "/").lower()
        if parts.setdefault(name, info) is not info:
            raise FileRefused(refusals.XLSX_DAMAGED)
    if "mimetype" in parts:
        raise FileRefused(refusals.TYPE_ODS)
    if any(info.flag_bits & ENCRYPTED_FLAG for info in parts.values()):
        raise FileRefused(refusals.TYPE_ENCRYPTED)
    # No Excel writes bzip2 or LZMA.
    if any(info.compress_type not in METHODS for info in parts.values()):
        raise FileRefused(refusals.TYPE_ZIP)
    if "[content_types].xml" not in parts or "_rels/.rels" not in parts:
        raise FileRefused(refusals.TYPE_ZIP)
    return parts


def _refuse_doctype(*_doctype: object) -> None:
    raise FileRefused(refusals.XLSX_DAMAGED)
