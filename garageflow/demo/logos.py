"""Logos of the demo garages: a mark in the garage's colour, drawn."""

from __future__ import annotations

import colorsys
import math
from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

# Drawn four times as large and shrunk, because Pillow's edges are not smoothed.
_SCALE = 4
_SIDE = 240
_NOTHING = (255, 255, 255, 0)

Draw = ImageDraw.ImageDraw
Colour = tuple[int, int, int, int]


def draw_logo(*, hue: int, mark: str) -> bytes:
    """A square PNG with a transparent background: pages and mails write the garage's name beside it."""
    side = _SIDE * _SCALE
    image = Image.new("RGBA", (side, side), _NOTHING)
    _MARKS[mark](ImageDraw.Draw(image), side, _colour(hue))
    png = BytesIO()
    image.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS).save(png, "PNG", optimize=True)
    return png.getvalue()


def _colour(hue: int) -> Colour:
    """Near the interface's accent of this hue, which is an angle of OKLCH and not of HSV."""
    red, green, blue = colorsys.hsv_to_rgb(((hue - 29) % 360) / 360, 0.78, 0.58)
    return round(red * 255), round(green * 255), round(blue * 255), 255


def _wheel(draw: Draw, side: int, colour: Colour) -> None:
    _ring(draw, side, 0.46, 0.34, colour)
    for spoke in range(5):
        angle = math.tau * spoke / 5 - math.pi / 2
        end = (side / 2 + 0.36 * side * math.cos(angle), side / 2 + 0.36 * side * math.sin(angle))
        draw.line([(side / 2, side / 2), end], fill=colour, width=side // 14)
    _ring(draw, side, 0.1, 0.0, colour)


def _gear(draw: Draw, side: int, colour: Colour) -> None:
    corners = []
    for step in range(48):
        radius = 0.46 if step % 4 in (0, 1) else 0.37
        angle = math.tau * step / 48
        corners.append(
            (side / 2 + radius * side * math.cos(angle), side / 2 + radius * side * math.sin(angle))
        )
    draw.polygon(corners, fill=colour)
    _ring(draw, side, 0.18, 0.0, _NOTHING)


def _road(draw: Draw, side: int, colour: Colour) -> None:
    edge = side * 0.04
    draw.rounded_rectangle((edge, edge, side - edge, side - edge), radius=side * 0.22, fill=colour)
    white = (255, 255, 255, 255)
    draw.polygon(
        [
            (0.44 * side, 0.2 * side),
            (0.56 * side, 0.2 * side),
            (0.8 * side, 0.84 * side),
            (0.2 * side, 0.84 * side),
        ],
        fill=white,
    )
    for top, bottom, half in ((0.28, 0.38, 0.012), (0.46, 0.58, 0.018), (0.67, 0.8, 0.026)):
        draw.rectangle(((0.5 - half) * side, top * side, (0.5 + half) * side, bottom * side), fill=colour)


def _ring(draw: Draw, side: int, outer: float, inner: float, colour: Colour) -> None:
    for radius, fill in ((outer, colour), (inner, _NOTHING)):
        if radius:
            box = [(0.5 - radius) * side, (0.5 - radius) * side, (0.5 + radius) * side, (0.5 + radius) * side]
            draw.ellipse(box, fill=fill)


_MARKS: dict[str, Callable[[Draw, int, Colour], None]] = {"wheel": _wheel, "gear": _gear, "road": _road}
