"""Photos of the demo's cars: drawn, since nothing may be fetched and no real car may be shown.

A car from the side in the yard of a garage, in the colour and with the body of the vehicle. Each is drawn
once and used for all cars that look like it.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from garageflow.documents.content import JPEG, CheckedFile
from stock.pictures import Sizes, drawn

Place = Callable[[float, float], tuple[float, float]]

_WIDTH, _HEIGHT = 900, 600
# Drawn larger and made smaller: that rounds the edges.
_FINE = 2

PAINTS = {
    "white": (232, 234, 236), "black": (38, 41, 47), "grey": (122, 128, 136), "silver": (186, 191, 197),
    "blue": (44, 82, 140), "red": (158, 36, 40), "green": (52, 92, 74), "orange": (206, 112, 40),
}  # fmt: skip
# The roof line from the bonnet to the boot, in hundredths of the car's length and height.
_ROOFS = {
    "hatchback": ((22, 58), (33, 30), (42, 22), (68, 22), (84, 34), (93, 56)),
    "estate": ((22, 58), (33, 31), (42, 23), (82, 23), (91, 32), (95, 56)),
    "saloon": ((22, 58), (34, 32), (43, 25), (64, 25), (77, 44), (95, 52)),
    "suv": ((20, 52), (30, 22), (40, 13), (80, 13), (91, 26), (95, 50)),
    "van": ((14, 50), (24, 16), (34, 6), (92, 6), (96, 12), (97, 50)),
}
_SCENES = (
    ((214, 222, 230), (243, 239, 232), (150, 152, 154)),
    ((190, 208, 226), (230, 236, 240), (136, 140, 144)),
    ((226, 214, 200), (244, 236, 226), (158, 150, 142)),
)


@cache
def photo_of(body: str, paint: str, scene: int) -> Sizes:
    picture = _background(scene)
    _car(picture, _ROOFS.get(body, _ROOFS["hatchback"]), PAINTS[paint], is_left=scene % 2 == 0)
    picture = picture.resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS)
    saved = io.BytesIO()
    picture.save(saved, "JPEG", quality=88)
    return drawn(CheckedFile(saved.getvalue(), JPEG).content)


def _background(scene: int) -> Image.Image:
    """Out of focus, so a small one made large is all that is needed."""
    top, low, ground = _SCENES[scene % len(_SCENES)]
    width, height = _WIDTH // 3, _HEIGHT // 3
    horizon = int(height * 0.6)
    picture = Image.new("RGB", (width, height), ground)
    picture.paste(_gradient(width, horizon, top, low), (0, 0))
    floor = tuple(max(0, value - 34) for value in ground)
    picture.paste(_gradient(width, height - horizon, ground, floor), (0, horizon))
    draw = ImageDraw.Draw(picture)
    random = Random(scene)  # noqa: S311 - a wall, not a secret
    wall = tuple(max(0, value - 16) for value in low)
    draw.rectangle((0, int(height * 0.2), width, horizon), fill=wall)
    for gate in range(4):
        left = int(width * (0.03 + gate * 0.25))
        shade = tuple(max(0, value - random.randrange(24, 40)) for value in low)
        draw.rectangle((left, int(height * 0.29), left + int(width * 0.19), horizon), fill=shade)
        for line in range(1, 5):
            y = int(height * 0.29) + line * (horizon - int(height * 0.29)) // 5
            draw.line((left, y, left + int(width * 0.19), y), fill=wall, width=1)
    _shadow(picture)
    blurred = picture.filter(ImageFilter.GaussianBlur(1.6))
    return blurred.resize((_WIDTH * _FINE, _HEIGHT * _FINE), Image.Resampling.BICUBIC)


def _car(
    picture: Image.Image, roof: tuple[tuple[int, int], ...], paint: tuple[int, int, int], *, is_left: bool
) -> None:
    width, height = picture.size
    left, right = width * 0.1, width * 0.9
    top, bottom = height * 0.3, height * 0.78

    def at(x: float, y: float) -> tuple[float, float]:
        along = left + (right - left) * x / 100
        return (along if is_left else left + right - along, top + (bottom - top) * y / 100)

    draw = ImageDraw.Draw(picture)
    outline: list[tuple[float, float]] = [
        (3, 78),
        (2, 66),
        (6, 58),
        *roof,
        (98, 64),
        (98, 80),
        (96, 84),
        (5, 84),
    ]
    draw.polygon([at(*point) for point in _smooth(outline)], fill=paint)
    belt = [(2, 67), (98, 64), (98, 80), (96, 84), (5, 84), (3, 78)]
    draw.polygon([at(*point) for point in belt], fill=_tinted(paint, -18))
    draw.line([at(6, 60), at(40, 58), at(95, 57)], fill=_tinted(paint, 34), width=3 * _FINE)
    _windows(draw, at, roof)
    for x in (37.5, 60):
        draw.line([at(x, 60), at(x + 0.6, 82)], fill=_tinted(paint, -34), width=2 * _FINE)
        draw.line([at(x + 3, 64), at(x + 7, 63.8)], fill=_tinted(paint, -46), width=5 * _FINE)
    draw.polygon([at(3.4, 63), at(9, 61), at(8.4, 66.5), at(3, 67.5)], fill=(240, 243, 246))
    draw.polygon([at(97.6, 61), at(93.6, 60), at(94, 66), at(98, 66.5)], fill=(150, 28, 30))
    for x in (20.5, 78.5):
        _wheel(draw, at(x, 84), (right - left) * 0.066)


def _windows(draw: ImageDraw.ImageDraw, at: Place, roof: tuple[tuple[int, int], ...]) -> None:
    points = _smooth([(x, y) for x, y in roof])
    inner = [(x, y + 5.5) for x, y in points if y < 54]
    lower = [(inner[-1][0] - 1, 55), (inner[0][0] + 1.5, 57)]
    draw.polygon([at(*point) for point in [*inner, *lower]], fill=(52, 62, 74))
    for x in (50, 72):
        if inner[0][0] + 12 < x < inner[-1][0] - 4:
            roof_y = min(inner, key=lambda point: abs(point[0] - x))[1]
            draw.line([at(x, roof_y + 1), at(x, 56)], fill=(40, 46, 54), width=5 * _FINE)


def _wheel(draw: ImageDraw.ImageDraw, centre: tuple[float, float], radius: float) -> None:
    for size, colour in (
        (1.16, (30, 32, 36)),
        (1.0, (24, 25, 28)),
        (0.66, (176, 181, 187)),
        (0.6, (128, 133, 140)),
    ):
        _disc(draw, centre, radius * size, colour)
    for spoke in range(5):
        angle = spoke * 72
        box = [
            centre[0] - radius * 0.6,
            centre[1] - radius * 0.6,
            centre[0] + radius * 0.6,
            centre[1] + radius * 0.6,
        ]
        draw.pieslice(box, angle - 13, angle + 13, fill=(200, 204, 209))
    _disc(draw, centre, radius * 0.16, (96, 100, 106))


def _disc(
    draw: ImageDraw.ImageDraw, centre: tuple[float, float], radius: float, colour: tuple[int, int, int]
) -> None:
    x, y = centre
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _shadow(picture: Image.Image) -> None:
    width, height = picture.size
    mask = Image.new("L", picture.size, 0)
    box = (width * 0.09, height * 0.73, width * 0.91, height * 0.81)
    ImageDraw.Draw(mask).ellipse(box, fill=150)
    picture.paste((44, 46, 50), mask=mask.filter(ImageFilter.GaussianBlur(4)))


def _smooth(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Corners cut twice (Chaikin), ends kept."""
    for _round in range(3):
        cut: list[tuple[float, float]] = [points[0]]
        for (x, y), (u, v) in zip(points, points[1:], strict=False):
            cut += [(x * 0.75 + u * 0.25, y * 0.75 + v * 0.25), (x * 0.25 + u * 0.75, y * 0.25 + v * 0.75)]
        points = [*cut, points[-1]]
    return points


def _gradient(width: int, height: int, top: tuple[int, ...], low: tuple[int, ...]) -> Image.Image:
    column = Image.new("RGB", (1, height))
    for y in range(height):
        share = y / max(height - 1, 1)
        column.putpixel((0, y), tuple(round(a + (b - a) * share) for a, b in zip(top, low, strict=True)))
    return column.resize((width, height))


def _tinted(colour: tuple[int, int, int], by: int) -> tuple[int, int, int]:
    red, green, blue = (max(0, min(255, value + by)) for value in colour)
    return red, green, blue
