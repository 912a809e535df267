"""What every zip of somebody else is asked before anything of it is read."""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import IO

from garageflow.tables.file_types import size_of

# What zipfile raises at damage, seen by changing bytes at random; NotImplementedError is a RuntimeError.
ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, OSError)
# An LZMA stream says itself how much memory it wants.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED_FLAG = 0x1
_END_OF_DIRECTORY = b"PK\x05\x06"


class DamagedZip(Exception):
    """No zip, or one that cannot be read."""


class TooManyEntries(Exception):
    pass


def open_zip(stream: IO[bytes], *, directory_bytes: int) -> zipfile.ZipFile:
    """Reads the directory, which may be as long as that, and nothing else.

    Raises DamagedZip, TooManyEntries.
    """
    _check_directory(stream, directory_bytes)
    try:
        stream.seek(0)
        return zipfile.ZipFile(stream)
    except ZIP_ERRORS as error:
        raise DamagedZip from error


def _check_directory(stream: IO[bytes], limit: int) -> None:
    """Before zipfile makes an object per entry: a file of 5 MB has room for 100,000 of them."""
    size = size_of(stream)
    stream.seek(max(0, size - 65_557))
    tail = stream.read(65_557)
    at = tail.rfind(_END_OF_DIRECTORY)
    if at < 0 or len(tail) < at + 22:
        raise DamagedZip
    entries, directory_bytes, offset = struct.unpack_from("<HLL", tail, at + 10)
    # The largest numbers announce the 64 bit form, which a file of this size never needs.
    if entries == 0xFFFF or directory_bytes == 0xFFFFFFFF or offset == 0xFFFFFFFF:
        raise DamagedZip
    if directory_bytes > limit:
        raise TooManyEntries
