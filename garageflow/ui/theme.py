"""The garage's accent: one hue. Lightness and chroma are the style sheet's."""

import math
from typing import NamedTuple

DEFAULT_HUE = 255

# Light, then dark. Copies of the --color-accent tokens in static/css/tokens.css: a test compares them.
ACCENT = ((0.49, 0.17), (0.76, 0.12))
ACCENT_INK = ((0.99, 0.0), (0.18, 0.03))
ACCENT_WASH = ((0.96, 0.022), (0.28, 0.045))
SURFACE = ((1.0, 0.0), (0.215, 0.013))
SURFACE_HUE = 265

# WCAG 2.2, success criterion 1.4.3 (w3.org/TR/WCAG22/#contrast-minimum, seen 2026-11-21).
MINIMUM_CONTRAST = 4.5


class Rgb(NamedTuple):
    red: float
    green: float
    blue: float


def theme_css(hue: int) -> str:
    return f":root{{--hue:{hue}}}\n"


def accent_contrast_ok(hue: int) -> bool:
    """Whether text in this accent, and text on it, can be read in light and in dark."""
    return all(
        contrast(first, second) >= MINIMUM_CONTRAST for mode in (0, 1) for first, second in _pairs(hue, mode)
    )


def accent_hex(hue: int) -> str:
    """The light accent for mails and PDFs, whose renderers do not know oklch()."""
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in oklch(*ACCENT[0], hue))


def oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    """OKLCH to sRGB, clipped as browsers do.

    Source: Björn Ottosson, bottosson.github.io/posts/oklab (seen 2026-11-21).
    """
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return Rgb(
        _gamma(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _gamma(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _gamma(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def contrast(first: Rgb, second: Rgb) -> float:
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _pairs(hue: int, mode: int) -> tuple[tuple[Rgb, Rgb], ...]:
    accent = oklch(*ACCENT[mode], hue)
    return (
        (accent, oklch(*ACCENT_INK[mode], hue)),
        (accent, oklch(*ACCENT_WASH[mode], hue)),
        (accent, oklch(*SURFACE[mode], SURFACE_HUE)),
    )


def _gamma(linear: float) -> float:
    channel = min(max(linear, 0.0), 1.0)
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _luminance(colour: Rgb) -> float:
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
