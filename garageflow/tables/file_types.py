"""What a file is by its first bytes; its name is not asked."""

from __future__ import annotations

import os
from typing import IO

from garageflow.tables import refusals
from garageflow.tables.refusals import FileRefused

CSV = "csv"
ZIP = "zip"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OTHER = (
    b"\x1f\x8b",  # gzip
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x89PNG",
    b"\xff\xd8\xff",  # JPEG
    b"GIF8",
    b"{\\rtf",
    b"SQLite format 3",
    b"\x7fELF",
    b"MZ\x90",
)
# "Excel" files of some programs are web pages or XML inside.
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<workbook", b"<svg")


def type_of(stream: IO[bytes]) -> str:
    """CSV for anything that may be text, ZIP for what may be a workbook; raises FileRefused for the rest."""
    stream.seek(0)
    start = stream.read(1024)
    if start.startswith(_OLE):
        raise FileRefused(refusals.TYPE_ENCRYPTED if _is_encrypted(stream) else refusals.TYPE_XLS)
    if start.startswith(_ZIP):
        return ZIP
    if b"%PDF-" in start:
        raise FileRefused(refusals.TYPE_PDF)
    markup = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_OTHER) or markup.startswith(_MARKUP):
        raise FileRefused(refusals.TYPE_OTHER)
    return CSV


def size_of(stream: IO[bytes]) -> int:
    stream.seek(0, os.SEEK_END)
    return stream.tell()


def _is_encrypted(stream: IO[bytes]) -> bool:
    # A workbook with a password is an OLE container with a stream of this name. ([MS-OFFCRYPTO] 2.3.4.4)
    name = "EncryptedPackage".encode("utf-16-le")
    stream.seek(0)
    tail = b""
    while block := stream.read(64 * 1024):
        if name in tail + block:
            return True
        tail = block[-len(name) :]
    return False
