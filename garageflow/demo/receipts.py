"""Receipts that nobody printed: till paper with an amount on it."""

from __future__ import annotations

import io
from datetime import date

from PIL import Image, ImageDraw, ImageFont


def draw_receipt(what: str, cents: int, day: date) -> bytes:
    picture = Image.new("RGB", (360, 460), "#f4f1ea")
    draw = ImageDraw.Draw(picture)
    font, large = ImageFont.load_default(20), ImageFont.load_default(34)
    draw.text((180, 40), "STATION SERVICE", font=font, fill="#333", anchor="mm")
    draw.text((180, 70), day.isoformat(), font=font, fill="#555", anchor="mm")
    draw.line((30, 100, 330, 100), fill="#999", width=2)
    draw.text((30, 130), what, font=font, fill="#333")
    draw.text((330, 130), f"{cents / 100:.2f}", font=font, fill="#333", anchor="ra")
    draw.line((30, 330, 330, 330), fill="#999", width=2)
    draw.text((30, 350), "TOTAL", font=large, fill="#111")
    draw.text((330, 350), f"{cents / 100:.2f} €", font=large, fill="#111", anchor="ra")
    draw.text((180, 430), "MERCI", font=font, fill="#555", anchor="mm")
    saved = io.BytesIO()
    picture.save(saved, "PNG", optimize=True)
    return saved.getvalue()
