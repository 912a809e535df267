"""The disagreeing readings of a whole garage, found while its history streams by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from garageflow.vehicles.models import OdometerReading, Unit
from garageflow.vehicles.odometer_rules import Finding, disagreements

# One vehicle after the other, each in the order in which it was read: the order of the index, backwards.
ORDER = ("-vehicle_id", "read_on", "pk")
COLUMNS = ("vehicle_id", "epoch", "read_on", "km", "pk", "unit", "value")
AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class GarageFinding:
    """`readings` are the ids of the earlier and the later one; `suspect` is None for either of them."""

    vehicle_id: int
    readings: tuple[int, int]
    suspect: int | None
    code: str
    causes: tuple[str, ...]


def findings_of_garage(vehicle_ids: list[int] | None = None) -> Iterator[GarageFinding]:
    """Of the active garage, by a cursor of the server: its memory is that of the longest history."""
    readings = OdometerReading.objects.active()
    if vehicle_ids is not None:
        readings = readings.filter(vehicle__in=vehicle_ids)
    rows = readings.order_by(*ORDER).values_list(*COLUMNS).iterator(AT_ONCE)
    for vehicle_id, group in groupby(rows, key=itemgetter(0)):
        for epoch in _epochs(list(group)):
            yield from _findings(vehicle_id, epoch)


Row = tuple[int, int, object, int, int, str, int]


def _epochs(rows: list[Row]) -> list[list[Row]]:
    if rows[0][1] == rows[-1][1] and all(row[1] == rows[0][1] for row in rows):
        return [rows]
    epochs: dict[int, list[Row]] = {}
    for row in rows:
        epochs.setdefault(row[1], []).append(row)
    return list(epochs.values())


def _findings(vehicle_id: int, rows: list[Row]) -> Iterator[GarageFinding]:
    days = [row[2].toordinal() for row in rows]  # type: ignore[attr-defined]  # a date, of a tuple of many types
    kms = [row[3] for row in rows]
    written = [row[6] if row[5] == Unit.MILES else None for row in rows]
    for found in disagreements(days, kms, written):
        yield _garage_finding(vehicle_id, rows, found)


def _garage_finding(vehicle_id: int, rows: list[Row], found: Finding) -> GarageFinding:
    return GarageFinding(
        vehicle_id=vehicle_id,
        readings=(rows[found.earlier][4], rows[found.later][4]),
        suspect=None if found.suspect is None else rows[found.suspect][4],
        code=found.code,
        causes=found.causes,
    )
