"""A photo somebody sent, drawn anew in three sizes."""

from __future__ import annotations

import io
from dataclasses import dataclass

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image

from garageflow.documents.content import JPEG, CheckedFile, FileRefused, check_upload
from garageflow.errors import DomainError

# Longest side in pixels: a whole screen, a card, a row of the list (twice its size for fine screens).
_LARGE, _MEDIUM, _SMALL = 1600, 640, 160
_QUALITY = {_LARGE: 82, _MEDIUM: 78, _SMALL: 72}


class PhotoRefused(DomainError):
    pass


@dataclass(frozen=True, slots=True)
class Sizes:
    large: CheckedFile
    medium: CheckedFile
    small: CheckedFile
    width: int
    height: int


def read_photo(upload: UploadedFile[bytes]) -> Sizes:
    """Raises PhotoRefused: no photo, too many bytes, too many pixels."""
    limit: int = settings.PHOTO_MAX_BYTES
    too_large = PhotoRefused(
        _("This photo is too large: less than %(count)s MB.") % {"count": limit // 1_000_000}
    )
    if (upload.size or 0) >= limit:
        raise too_large
    content = upload.read(limit)
    if len(content) >= limit:
        raise too_large
    _refuse_pixels(content)
    try:
        checked = check_upload(content)
    except FileRefused as refusal:
        raise PhotoRefused(str(refusal)) from refusal
    if not checked.content_type.startswith("image/"):
        raise PhotoRefused(_("This is not a photo: JPEG, PNG and WEBP are."))
    return drawn(checked.content)


def drawn(content: bytes) -> Sizes:
    """`content` is an image of our own making."""
    with Image.open(io.BytesIO(content)) as image:
        if image.format == "JPEG":
            image.draft("RGB", (_LARGE, _LARGE))
        picture = _on_white(image)
    picture.thumbnail((_LARGE, _LARGE), Image.Resampling.LANCZOS)
    width, height = picture.size
    files = {}
    for side in (_LARGE, _MEDIUM, _SMALL):
        picture.thumbnail((side, side), Image.Resampling.LANCZOS)
        files[side] = _jpeg(picture, _QUALITY[side])
    return Sizes(files[_LARGE], files[_MEDIUM], files[_SMALL], width, height)


def _refuse_pixels(content: bytes) -> None:
    """By what the header says; what is not an image at all is found out later."""
    limit: int = settings.PHOTO_MAX_PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"]) as image:
            pixels = image.width * image.height
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return
    if pixels >= limit:
        words = _("This photo is too large: less than %(count)s million pixels.")
        raise PhotoRefused(words % {"count": limit // 1_000_000})


def _on_white(image: Image.Image) -> Image.Image:
    """JPEG knows no transparency."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    picture = image.convert("RGBA")
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _jpeg(picture: Image.Image, quality: int) -> CheckedFile:
    saved = io.BytesIO()
    picture.save(saved, "JPEG", quality=quality, optimize=True, progressive=True)
    return CheckedFile(saved.getvalue(), JPEG)
