"""The works of an order: asked for by reception, ticked by the mechanic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from garageflow.workshop.models import OrderLine, WorkOrder
from garageflow.workshop.works import WORKS


def plan_works(order: WorkOrder, codes: Iterable[str]) -> bool:
    """Exactly these are asked for. The caller has locked the order. Whether anything changed."""
    return _set(order, "is_planned", codes)


def tick_works(order: WorkOrder, codes: Iterable[str]) -> bool:
    """Exactly these are done. The caller has locked the order. Whether anything changed."""
    return _set(order, "is_done", codes)


def works_done(order: WorkOrder) -> list[str]:
    """Codes, in the order of the list."""
    done = set(order.lines.done().values_list("code", flat=True))
    return [code for code in WORKS if code in done]


@dataclass(frozen=True, slots=True)
class LineRow:
    label: str
    is_planned: bool
    is_done: bool


def line_rows(order: WorkOrder) -> list[LineRow]:
    """In the order of the list, what was asked for in front."""
    lines = {line.code: line for line in order.lines.all()}
    known = [lines[code] for code in WORKS if code in lines]
    return [
        LineRow(str(line), line.is_planned, line.is_done)
        for line in sorted(known, key=lambda line: not line.is_planned)
    ]


def _set(order: WorkOrder, flag: str, codes: Iterable[str]) -> bool:
    wanted = set(codes) & WORKS.keys()
    lines = {line.code: line for line in order.lines.all()}
    changed = [line for line in lines.values() if getattr(line, flag) != (line.code in wanted)]
    for line in changed:
        setattr(line, flag, line.code in wanted)
    pointless = [line.pk for line in changed if not line.is_planned and not line.is_done]
    order.lines.filter(pk__in=pointless).delete()
    OrderLine.objects.bulk_update([line for line in changed if line.pk not in pointless], [flag])
    new = [OrderLine(order=order, code=code, **{flag: True}) for code in sorted(wanted - lines.keys())]
    OrderLine.objects.bulk_create(new)
    return bool(changed or new)
