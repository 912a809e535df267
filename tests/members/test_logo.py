from __future__ import annotations

import zlib
from io import BytesIO

import pytest
from PIL import Image

from garageflow.members.logo import LogoUnusable, logo_png


def picture(kind: str = "PNG", size: tuple[int, int] = (1200, 300), mode: str = "RGB", **options) -> bytes:
    target = BytesIO()
    Image.new(mode, size, "red").save(target, kind, **options)
    return target.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_a_small_png(kind):
    logo = opened(logo_png(picture(kind)))

    assert (logo.format, logo.size) == ("PNG", (600, 150))


def test_a_small_picture_is_not_blown_up():
    assert opened(logo_png(picture(size=(80, 40)))).size == (80, 40)


def test_transparency_stays():
    assert opened(logo_png(picture(mode="RGBA"))).mode == "RGBA"


def test_what_a_camera_wrote_into_the_picture_is_gone():
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    exif[0x8825] = {1: "N", 2: (51.0, 12.0, 0.0)}

    logo = logo_png(picture("JPEG", exif=exif))

    assert b"Secret camera" not in logo
    assert opened(logo).info == {}
    assert not opened(logo).getexif()


def test_a_picture_that_lies_on_its_side_is_set_upright():
    exif = Image.Exif()
    exif[0x0112] = 6

    assert opened(logo_png(picture("JPEG", size=(400, 200), exif=exif))).size == (200, 400)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        b"GIF89a" + b"\0" * 100,
        picture("GIF"),
        picture("TIFF"),
    ],
)
def test_only_png_jpeg_and_webp_by_content(content):
    with pytest.raises(LogoUnusable, match="PNG, JPEG or WebP"):
        logo_png(content)


def test_half_a_picture_is_refused():
    with pytest.raises(LogoUnusable, match="damaged"):
        logo_png(picture("PNG")[:-60])


def test_a_large_file_is_refused():
    with pytest.raises(LogoUnusable, match="4 MB"):
        logo_png(b"x" * 4_000_001)


@pytest.mark.parametrize("size", [(6000, 5000), (30_000, 30_000)])
def test_a_picture_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked(size):
    with pytest.raises(LogoUnusable):
        logo_png(bomb(size))


def bomb(size: tuple[int, int]) -> bytes:
    """A PNG head that promises this size, and next to no data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = size[0].to_bytes(4) + size[1].to_bytes(4) + bytes([8, 2, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )
