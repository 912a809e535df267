"""What was drawn on an inspection, as SVG shows it again."""

from __future__ import annotations

from convoy.models import Inspection


def pins_of(row: Inspection) -> list[dict[str, object]]:
    """Damages with their place in the drawing's own units (300 by 420)."""
    return [
        {"damage": damage, "cx": f"{damage.x * 0.3:.0f}", "cy": f"{damage.y * 0.42:.0f}"}
        for damage in sorted(row.damages.all(), key=lambda damage: damage.pk)
    ]


def signature_path(strokes: list[list[list[int]]] | None) -> str:
    return " ".join("M" + "L".join(f"{x} {y}" for x, y in stroke) for stroke in strokes or [])
