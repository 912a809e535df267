"""A log of odometer readings in a file: whose car it is does not matter, so nothing is stored."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from itertools import chain
from typing import Any

from garageflow.vehicles.odometer_rules import Finding, Reading, find_disagreements

KM_PER_MILE = Decimal("1.609344")
_COLUMNS = {"at", "odometer"}
_MILES = {"mi", "mile", "miles"}
_KM = {"", "km", "kms", "kilometer", "kilometers", "kilometre", "kilometres"}


class NotALog(Exception):
    """The message says which line, and why."""


@dataclass(frozen=True, slots=True)
class Line:
    vehicle: str
    # As written in the file.
    at: str
    odometer: Decimal
    moment: datetime
    reading: Reading


def read_log(file: Iterable[str]) -> dict[str, list[Line]]:
    """The lines of each vehicle in the order in which they were read. Raises NotALog.

    At one and the same moment nobody knows the order, so the lower one is taken to be first.
    """
    lines_of_file = iter(file)
    heading = next(lines_of_file, "").lower().replace(" ", "")
    separator = ";" if ";" in heading else ","
    rows = csv.DictReader(chain([heading], lines_of_file), delimiter=separator)
    missing = _COLUMNS - set(rows.fieldnames or [])
    if missing:
        raise NotALog(f"The columns {', '.join(sorted(missing))} are missing.")
    vehicles: dict[str, list[Line]] = {}
    for number, row in enumerate(rows, start=2):
        line = _line(number, row)
        if line is not None:
            vehicles.setdefault(line.vehicle, []).append(line)
    for lines in vehicles.values():
        lines.sort(key=lambda line: (line.moment, line.reading.epoch, line.reading.km))
    return vehicles


def judge_log(vehicles: dict[str, list[Line]]) -> Iterator[dict[str, Any]]:
    for vehicle, lines in vehicles.items():
        for finding in find_disagreements([line.reading for line in lines]):
            yield _as_json(vehicle, lines, finding)


def _line(number: int, row: dict[str, str | None]) -> Line | None:
    at, text = (row.get("at") or "").strip(), (row.get("odometer") or "").strip()
    if not text:
        # A log has days on which nothing was read.
        return None
    try:
        odometer = Decimal(text.replace(",", "."))
        when = datetime.fromisoformat(at)
        epoch = int(row.get("epoch") or 1)
    except (InvalidOperation, ValueError) as error:
        raise NotALog(f"Line {number} cannot be read: {error or text}") from error
    if not odometer.is_finite() or odometer < 0:
        raise NotALog(f"Line {number}: {text} is not a reading.")
    unit = (row.get("unit") or "").strip().lower()
    if unit not in _MILES | _KM:
        # Metres taken for kilometres would only say nonsense.
        raise NotALog(f"Line {number}: {unit} is no unit: km or mi.")
    in_miles = unit in _MILES
    reading = Reading(
        at=when,
        km=odometer * KM_PER_MILE if in_miles else odometer,
        epoch=epoch,
        written=odometer if in_miles else None,
    )
    moment = when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    return Line((row.get("vehicle") or "").strip(), at, odometer, moment, reading)


def _as_json(vehicle: str, lines: list[Line], finding: Finding) -> dict[str, Any]:
    line = lines[finding.placed_on]
    suspect = finding.suspect
    return {
        "vehicle": vehicle,
        "at": line.at,
        "odometer": _number(line.odometer),
        "code": finding.code,
        "level": "anomaly",
        "suspect": "either" if suspect is None else "this",
        "suspect_at": None if suspect is None else lines[suspect].at,
        "causes": list(finding.causes),
    }


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
