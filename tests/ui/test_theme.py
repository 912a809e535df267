import re
from pathlib import Path

import pytest
from django.conf import settings

from garageflow.ui import theme

TOKENS = Path(settings.BASE_DIR, "static/css/tokens.css").read_text()


def test_every_accent_can_be_read_in_light_and_dark():
    assert [hue for hue in range(361) if not theme.accent_contrast_ok(hue)] == []


def test_an_accent_that_is_too_light_is_refused(monkeypatch):
    monkeypatch.setattr(theme, "ACCENT", ((0.60, 0.17), (0.76, 0.12)))

    assert not theme.accent_contrast_ok(190)


def test_contrast_of_black_on_white():
    assert theme.contrast(theme.oklch(0, 0, 0), theme.oklch(1, 0, 0)) == pytest.approx(21, abs=0.01)


def test_oklch_is_the_red_that_browsers_show():
    red = theme.oklch(0.62796, 0.25768, 29.2339)

    assert [round(channel * 255) for channel in red] == [255, 0, 0]


@pytest.mark.parametrize(
    ("token", "values"),
    [("accent", theme.ACCENT), ("accent-ink", theme.ACCENT_INK), ("accent-wash", theme.ACCENT_WASH)],
)
def test_what_is_checked_is_what_the_style_sheet_says(token, values):
    line = re.search(rf"--color-{token}: light-dark\((.*)\);", TOKENS).group(1)

    written = [
        (float(lightness), float(chroma)) for lightness, chroma in re.findall(r"\(([\d.]+)% ([\d.]+)", line)
    ]

    assert written == [(pytest.approx(lightness * 100), chroma) for lightness, chroma in values]


def test_accent_hex_for_mails():
    assert theme.accent_hex(255) == "#005dbd"
