"""The first pass over a text file: is it text, in which encoding, and are its lines of a bearable length?

Everything here reads in small blocks: one line of 200 MB and a million short ones cost the same memory.
"""

from __future__ import annotations

import codecs
import re
import tempfile
from dataclasses import dataclass
from typing import IO

from garageflow.tables import refusals
from garageflow.tables.limits import Limits
from garageflow.tables.refusals import FileRefused

UTF_8 = "utf-8"
UTF_8_BOM = "utf-8-sig"
UTF_16 = "utf-16"
WINDOWS_1252 = "windows-1252"

_BLOCK = 32 * 1024
# Windows-1252 leaves five bytes undefined; text from an ordinary program never holds them.
_UNDEFINED = re.compile(b"[\x81\x8d\x8f\x90\x9d]")
_LINE_END = re.compile(b"[\r\n]")
_BOM = codecs.BOM_UTF8


@dataclass(frozen=True, slots=True)
class TextFile:
    """`codec` decodes `stream` line by line; `encoding` says how the file was saved."""

    stream: IO[bytes]
    encoding: str
    codec: str
    longest_line: int


def inspect_text(stream: IO[bytes], limits: Limits) -> TextFile:
    """Raises FileRefused for what is no text, or has a line beyond the limit."""
    stream.seek(0)
    start = stream.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # "Unicode text" of Excel. As UTF-8 the rest of the reader needs to know bytes of one kind only.
        stream = _as_utf_8(stream)
        encoding = UTF_16
    else:
        encoding = UTF_8_BOM if start.startswith(_BOM) else ""

    scan = _Scan(stream, limits)
    scan.run()
    if scan.is_blank:
        raise FileRefused(refusals.FILE_EMPTY)
    if scan.bad_utf_8_at is None:
        return TextFile(stream, encoding or UTF_8, UTF_8, scan.longest_line)
    if encoding:
        # The file says itself that it is UTF-8.
        raise FileRefused(refusals.BAD_ENCODING, line_at(stream, scan.bad_utf_8_at))
    if scan.undefined_at is not None:
        raise FileRefused(refusals.UNDEFINED_BYTE, line_at(stream, scan.undefined_at))
    return TextFile(stream, WINDOWS_1252, "cp1252", scan.longest_line)


def line_at(stream: IO[bytes], offset: int) -> int:
    """The number of the line that holds the byte at `offset`; CR LF, LF and CR each end a line."""
    stream.seek(0)
    line, left, last = 1, offset, b""
    while left > 0 and (block := stream.read(min(_BLOCK, left))):
        left -= len(block)
        line += block.count(b"\n") + block.count(b"\r") - block.count(b"\r\n")
        if last == b"\r" and block.startswith(b"\n"):
            line -= 1
        last = block[-1:]
    return line


class _Scan:
    def __init__(self, stream: IO[bytes], limits: Limits) -> None:
        self._stream = stream
        self._limit = limits.line_bytes
        self._position = 0
        self._line_length = 0
        self.longest_line = 0
        self.is_blank = True
        self.undefined_at: int | None = None
        self.bad_utf_8_at: int | None = None

    def run(self) -> None:
        decoder = codecs.getincrementaldecoder(UTF_8)()
        self._stream.seek(0)
        # Half a line at most: so every line near the limit crosses a border between blocks and is measured.
        while block := self._stream.read(max(1, min(_BLOCK, self._limit // 2))):
            self._measure_lines(block)
            self._find_bad_bytes(block)
            if self.bad_utf_8_at is None:
                # What the decoder still holds of the block before counts as part of this one.
                held = len(decoder.getstate()[0])
                try:
                    decoder.decode(block)
                except UnicodeDecodeError as error:
                    self.bad_utf_8_at = max(0, self._position - held + error.start)
            self._position += len(block)
        if self.bad_utf_8_at is None and decoder.getstate()[0]:
            self.bad_utf_8_at = self._position - 1

    def _measure_lines(self, block: bytes) -> None:
        first = _LINE_END.search(block)
        if first is None:
            self._line_length += len(block)
        else:
            self._check_length(self._line_length + first.start())
            self._line_length = len(block) - 1 - max(block.rfind(b"\n"), block.rfind(b"\r"))
        self._check_length(self._line_length)

    def _check_length(self, length: int) -> None:
        if length > self.longest_line:
            self.longest_line = length
            if length > self._limit:
                raise FileRefused(refusals.LINE_TOO_LONG, line_at(self._stream, self._position))

    def _find_bad_bytes(self, block: bytes) -> None:
        nul = block.find(b"\0")
        if nul >= 0:
            raise FileRefused(refusals.NUL_BYTE, line_at(self._stream, self._position + nul))
        if self.undefined_at is None and (found := _UNDEFINED.search(block)):
            self.undefined_at = self._position + found.start()
        if self.is_blank and block.strip().removeprefix(_BOM).strip():
            self.is_blank = False


def _as_utf_8(stream: IO[bytes]) -> IO[bytes]:
    stream.seek(0)
    codec = "utf-16-le" if stream.read(2) == codecs.BOM_UTF16_LE else "utf-16-be"
    decoder = codecs.getincrementaldecoder(codec)()
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the TextFile
    try:
        while block := stream.read(_BLOCK):
            copy.write(decoder.decode(block).encode(UTF_8))
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        copy.write(error.object[: error.start].decode(codec).encode(UTF_8))
        line = line_at(copy, copy.tell())
        copy.close()
        raise FileRefused(refusals.BAD_ENCODING, line) from error
    return copy
