"""Files that somebody may send where a photo or a PDF is asked for (S8), each with what becomes of it.

KEPT: it is what it says; of an image only the picture is kept. REFUSED: with words, and nothing is kept.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from PIL import Image

KEPT, REFUSED = "kept", "refused"
SCRIPT = b"<script>alert(1)</script>"
PHP = b"<?php system($_GET['c']); ?>"
A_PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
_NAMES = (
    "../../../etc/passwd",
    "..\\..\\windows\\system32\\a.dll",
    "/etc/passwd",
    "C:\\a.jpg",
    "a.jpg\x00.php",
    "a.php",
    ".htaccess",
    "CON",
    "a" * 300 + ".jpg",
    "a\r\nSet-Cookie: x=1.jpg",
    "\u202egpj.exe",
    "<img src=x onerror=alert(1)>.jpg",
    "'; DROP TABLE documents; --.jpg",
    "=cmd|' /C calc'!A0.jpg",
    "....//....//a.jpg",
    "%2e%2e%2fa.jpg",
    "",
)


@dataclass(frozen=True, slots=True)
class Upload:
    label: str
    content: bytes
    verdict: str
    name: str = "photo.jpg"


@cache
def nasty_uploads() -> tuple[Upload, ...]:
    return tuple(_all())


def _all() -> Iterator[Upload]:
    yield from _no_files_of_ours()
    yield from _damaged()
    yield from _two_things_at_once()
    yield from _bombs()
    for name in _NAMES:
        yield Upload(f"named {name[:40]!r}", photo(), KEPT, name)


def photo(image_format: str = "JPEG", size: tuple[int, int] = (40, 20), **saving: object) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, "red").save(stream, image_format, **saving)
    return stream.getvalue()


def png_of(width: int, height: int, data: bytes, *, depth: int = 1, colours: int = 0) -> bytes:
    """With a header that says so, whatever the data is."""
    header = struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0)
    parts = _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _no_files_of_ours() -> Iterator[Upload]:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
    for label, content in {
        "nothing": b"",
        "one byte": b"\xff",
        "a NUL": b"\x00",
        "a gigabyte's worth of zeros, cut": bytes(2_000_000),
        "SVG": svg,
        "SVG behind an XML head": b'<?xml version="1.0"?>' + svg,
        "SVG that reads a file": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><svg>&b;</svg>',
        "HTML": b"<!doctype html>" + SCRIPT,
        "HTML behind a byte order mark": b"\xef\xbb\xbf<html>" + SCRIPT,
        "PHP": PHP,
        "shell": b"#!/bin/sh\nrm -rf /\n",
        "an executable": b"MZ" + bytes(200),
        "an ELF file": b"\x7fELF" + bytes(200),
        "GIF": photo("GIF"),
        "GIF that is JavaScript": b"GIF89a/*" + bytes(8) + b"*/=1;alert(1)",
        "BMP": photo("BMP"),
        "TIFF": photo("TIFF"),
        "ICO": photo("ICO", (16, 16)),
        "PPM": photo("PPM"),
        "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run\n",
        "a photo of an iPhone as it is": b"\x00\x00\x00\x18ftypheic" + bytes(100),
        "AVIF": b"\x00\x00\x00\x1cftypavif" + bytes(100),
        "a film": b"\x00\x00\x00\x18ftypmp42" + bytes(100),
        "an archive": archive({"a.jpg": photo()}),
        "an archive with a way out": archive({"../../a.jpg": photo()}),
        "an archive that is a bomb": archive({"a": bytes(20_000_000)}),
        "gzip": b"\x1f\x8b\x08" + bytes(20),
        "Word": archive({"word/document.xml": b"<w/>"}),
        "an old Excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "text": b"Een foto van mijn auto",
        "JSON": b'{"a": 1}',
        "MVG for ImageMagick": b'push graphic-context\nfill "url(https://canary.invalid/)"\n',
        "a PDF after other things": b" " * 2000 + A_PDF,
    }.items():
        yield Upload(label, content, REFUSED)


def _damaged() -> Iterator[Upload]:
    jpeg, png, webp = photo(size=(400, 300)), photo("PNG", (400, 300)), photo("WEBP", (400, 300))
    for label, content in {
        "half a PNG": png[: len(png) // 2],
        "half a WebP": webp[: len(webp) // 2],
        "a JPEG that ends in its header": jpeg[:200],
        "only the head of a PNG": png[:8],
        "only the head of a JPEG": jpeg[:3],
        "only the head of a WebP": webp[:12],
        "PNG with a wrong sum": png[:29] + b"\0\0\0\0" + png[33:],
        "PNG without data": png_of(10, 10, b""),
        "PNG with other data": png_of(10, 10, b"no zlib"),
        "PNG of no size": png_of(0, 0, zlib.compress(b"")),
        "HTML as jpg": b"\xff\xd8\xff" + SCRIPT,
        "HTML as png": b"\x89PNG\r\n\x1a\n" + SCRIPT,
        "HTML as webp": b"RIFF\x20\x00\x00\x00WEBP" + SCRIPT,
        "PDF without an end": b"%PDF-1.7\n1 0 obj",
        "PDF with its end elsewhere": A_PDF + bytes(5000),
    }.items():
        yield Upload(label, content, REFUSED)


def _two_things_at_once() -> Iterator[Upload]:
    """Only the picture stays of them."""
    yield Upload("JPEG and HTML behind it", photo() + SCRIPT, KEPT)
    yield Upload("JPEG and an archive behind it", photo() + archive({"a": PHP}), KEPT)
    yield Upload("JPEG and a PDF behind it", photo() + A_PDF, KEPT)
    yield Upload("JPEG with PHP as its comment", photo(comment=PHP), KEPT)
    yield Upload("PNG and PHP behind it", photo("PNG") + PHP, KEPT)
    yield Upload("WebP and HTML behind it", photo("WEBP") + SCRIPT, KEPT)
    yield Upload("WebP with PHP as its XMP", photo("WEBP", xmp=PHP), KEPT)
    exif = Image.Exif()
    exif[0x010F] = SCRIPT.decode()
    yield Upload("JPEG with HTML as its camera", photo(exif=exif), KEPT)


def _bombs() -> Iterator[Upload]:
    rows = zlib.compress(bytes(2501 * 20_000), 9)
    yield Upload("PNG bomb: 400 million pixels in 50 kB", png_of(20_000, 20_000, rows), REFUSED)
    yield Upload("PNG that says it is enormous", png_of(2**31 - 1, 2**31 - 1, zlib.compress(b"")), REFUSED)
    yield Upload("PNG, long and thin", png_of(2**30, 1, zlib.compress(bytes(1000))), REFUSED)
    yield Upload("PNG with more data than pixels", png_of(8, 8, zlib.compress(bytes(50_000_000), 9)), KEPT)
    yield Upload("PNG with a text that unpacks to 100 MB", _png_with_text(100_000_000), REFUSED)
    huge = bytearray(photo())
    at = huge.index(b"\xff\xc0")
    huge[at + 5 : at + 9] = struct.pack(">HH", 65_500, 65_500)
    yield Upload("JPEG that says it is enormous", bytes(huge), REFUSED)
    yield Upload("WebP of 5 million pixels", photo("WEBP", (2500, 2000), quality=1, method=0), REFUSED)
    yield Upload("JPEG of 66 million pixels", photo(size=(11_000, 6_000), quality=1), REFUSED)
    stream = b"<</Length 100000/Filter/FlateDecode>>stream\n" + zlib.compress(bytes(90_000_000), 9)
    # Nobody here unpacks it, and it is only ever handed out as a download.
    yield Upload("PDF bomb", A_PDF[:9] + stream + b"\nendstream\n%%EOF\n", KEPT, "a.pdf")
    script = b"1 0 obj\n<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>\nendobj\n%%EOF\n"
    yield Upload("PDF with a script", A_PDF[:9] + script, KEPT, "a.pdf")
    yield Upload("more bytes than allowed", A_PDF + bytes(11_000_000), REFUSED, "a.pdf")


def archive(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return stream.getvalue()


def _png_with_text(size: int) -> bytes:
    text = b"Comment\x00\x00" + zlib.compress(bytes(size), 9)
    plain = photo("PNG")
    return plain[:33] + _chunk(b"zTXt", text) + plain[33:]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
