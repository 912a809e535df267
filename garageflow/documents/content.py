"""What a file is, by its content; its name and what the browser says about it do not count."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps

from garageflow.errors import DomainError

PDF, PNG, JPEG, WEBP = "application/pdf", "image/png", "image/jpeg", "image/webp"
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"

ENDINGS = {PDF: "pdf", PNG: "png", JPEG: "jpg", WEBP: "webp", CSV: "csv", XLSX: "xlsx", ZIP: "zip"}
_IMAGE_FORMATS = {PNG: "PNG", JPEG: "JPEG", WEBP: "WEBP"}
_QUALITY = 85


class FileRefused(DomainError):
    pass


@dataclass(frozen=True, slots=True)
class CheckedFile:
    content: bytes
    content_type: str


def check_upload(content: bytes) -> CheckedFile:
    """A file somebody sent, fit to be kept: images are drawn anew, so that nothing but the picture is left.

    Raises FileRefused.
    """
    content_type = _type_of(content)
    if content_type is None:
        raise FileRefused(_("Only PDF, PNG, JPEG and WEBP files can be kept here."))
    if content_type in _IMAGE_FORMATS:
        content = _drawn_anew(content, _IMAGE_FORMATS[content_type])
    return CheckedFile(content, content_type)


def _type_of(content: bytes) -> str | None:
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WEBP
    return None


def _drawn_anew(content: bytes, image_format: str) -> bytes:
    """Without EXIF (place, camera, owner) and without anything that hides behind or inside the picture."""
    damaged = FileRefused(_("This image is damaged and cannot be read."))
    # WeasyPrint switches this on for the whole process that loads it: half a picture is no picture here.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(io.BytesIO(content), formats=[image_format]) as image:
            _fit_memory(image)
            return _saved(image, image_format)
    except (OSError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError) as error:
        raise damaged from error


def _fit_memory(image: Image.Image) -> None:
    """The header tells the size before a pixel is unpacked. Raises FileRefused.

    What a pixel costs differs (measured): 8 bytes as a rule, 14 in a progressive JPEG, which is held whole
    beside the picture, 30 in WebP. Photos of large cameras are ordinary JPEGs, read at half their size.
    """
    is_progressive = bool(image.info.get("progressive"))
    parts = 4 if image.format == "WEBP" else 2 if is_progressive else 1
    limit: int = settings.DOCUMENT_MAX_PIXELS // parts
    if image.format == "JPEG" and not is_progressive and image.width * image.height > limit:
        image.draft("RGB", (image.width // 2, image.height // 2))
    if image.width * image.height > limit:
        words = _("This image is too large: at most %(count)s million pixels.")
        raise FileRefused(words % {"count": limit // 1_000_000})


def _saved(image: Image.Image, image_format: str) -> bytes:
    """Each step works on the picture where it lies: memory is short of second copies (4 bytes a pixel)."""
    mode = "RGBA" if image_format != "JPEG" and image.has_transparency_data else "RGB"
    picture = image if image.mode == mode else image.convert(mode)
    # The camera's orientation is part of what is thrown away, so the picture itself is turned.
    ImageOps.exif_transpose(picture, in_place=True)
    picture.load()
    picture.info.clear()
    saved = io.BytesIO()
    picture.save(saved, image_format, quality=_QUALITY)
    return saved.getvalue()
