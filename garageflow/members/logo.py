"""A garage's logo: whatever picture is uploaded becomes a small PNG without anything else in it."""

from __future__ import annotations

import warnings
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from garageflow.errors import DomainError

MAX_BYTES = 4_000_000
MAX_PIXELS = 24_000_000
SIDE = 600
# Known by their content; SVG is a program and not among them.
FORMATS = ("PNG", "JPEG", "WEBP")


class LogoUnusable(DomainError):
    field = "logo"


def logo_png(content: bytes) -> bytes:
    """At most 600 px on a side, re-encoded, without EXIF. Raises LogoUnusable."""
    if len(content) > MAX_BYTES:
        raise LogoUnusable(_("The file is larger than 4 MB."))
    with warnings.catch_warnings():
        # Pillow only warns about a picture that unpacks to gigabytes.
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            picture = _opened(content)
        except (
            UnidentifiedImageError,
            Image.DecompressionBombError,
            Image.DecompressionBombWarning,
        ) as error:
            raise LogoUnusable(_("This is not a PNG, JPEG or WebP picture.")) from error
        except (OSError, ValueError, SyntaxError, EOFError) as error:
            raise LogoUnusable(_("The picture is damaged.")) from error
    target = BytesIO()
    picture.save(target, "PNG", optimize=True)
    return target.getvalue()


def _opened(content: bytes) -> Image.Image:
    with Image.open(BytesIO(content), formats=FORMATS) as source:
        # The header tells the size before a single pixel is unpacked.
        if source.width * source.height > MAX_PIXELS:
            raise LogoUnusable(_("The picture has more than 24 million pixels."))
        upright = ImageOps.exif_transpose(source)
        picture = upright.convert(
            "RGBA" if "A" in upright.getbands() or "transparency" in source.info else "RGB"
        )
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    # A new picture takes over pixels and nothing else: no EXIF, no profile, no text.
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    return clean
