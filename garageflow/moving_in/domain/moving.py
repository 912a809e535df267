"""A whole move: every line of every table, then the photos, and a report of all of it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.moving_in.contracts import TABLES
from garageflow.moving_in.domain.taking import (
    LineRefused,
    Numbers,
    find_vehicle,
    take_customer,
    take_photo,
    take_reading,
    take_vehicle,
)
from garageflow.moving_in.forms import LINES, CustomerLine
from garageflow.moving_in.package import LIMITS, Package, PackageRefused, Photo, photo_limit
from garageflow.moving_in.report import NEW, REFUSED, Problem, Report
from garageflow.tables.reading import read_table
from garageflow.tables.refusals import FileRefused
from garageflow.tables.rows import Cells, Row, WrongCells, text_of
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Garage
from garageflow.tenancy.numbers import next_number
from garageflow.vehicles.plates import NotAPlate, Plate, read_plate
from garageflow.vehicles.vin import normalise_vin
from stock.domain.listings import NO_PLATE
from stock.pictures import PhotoRefused, read_photo

_CHUNK = 100
_PHOTO_CHUNK = 5
_TAKE: dict[str, Callable[..., str]] = {
    "customers": take_customer,
    "vehicles": take_vehicle,
    "readings": take_reading,
}
# Opens the transaction of one chunk, with the garage active.
Step = Callable[[], AbstractContextManager[Any]]


@dataclass(slots=True)
class Mover:
    garage: Garage
    by: Actor
    report: Report
    numbers: Numbers

    def take_table(self, kind: str, package: Package, step: Step) -> None:
        name = package.tables[kind]
        try:
            rows = list(_rows(package, name, kind))
        except (FileRefused, PackageRefused) as refusal:
            # Where it can be said the line stands in the words too.
            line = refusal.line if isinstance(refusal, FileRefused) else None
            self.report.problems.append(Problem(name, line, "", "", str(refusal)))
            return
        iterator = iter(rows)
        while chunk := list(islice(iterator, _CHUNK)):
            with step():
                for line, cells in chunk:
                    self._take_line(kind, name, line, cells)

    def take_photos(self, package: Package, step: Step) -> None:
        iterator = iter(package.photos)
        while chunk := list(islice(iterator, _PHOTO_CHUNK)):
            contents = [self._read(package, photo) for photo in chunk]
            with step():
                for photo, content in zip(chunk, contents, strict=True):
                    if content is not None:
                        self._take_one_photo(photo, content)

    def finish(self) -> None:
        """One entry for the whole move."""
        report = self.report
        facts = {kind: report.counts(kind).new for kind in ("customers", "vehicles", "readings", "photos")}
        if any(facts.values()):
            record("moving_in.moved_in", self.garage, by=self.by, **facts)

    def _take_line(self, kind: str, name: str, line: int, cells: Cells | WrongCells) -> None:
        counts, contract = self.report.counts(kind), TABLES[kind]
        if isinstance(cells, WrongCells):
            words = _("The line has %(found)s cells where the header has %(expected)s.")
            self._refuse(kind, name, line, cells.cells, [("", words % cells._asdict())])
            return
        values = {column.key: _value(cell) for column, cell in zip(contract.read_columns, cells, strict=True)}
        form = LINES[kind](values, country=self.garage.country, language=self.garage.default_language)
        if not form.is_valid():
            errors = [(key, str(text)) for key, texts in form.errors.items() for text in texts]
            self._refuse(kind, name, line, cells, errors)
            return
        try:
            with transaction.atomic():
                outcome = _TAKE[kind](form.cleaned_data, by=self.by, numbers=self.numbers)
        except DomainError as error:
            self._refuse(kind, name, line, cells, [(error.field or "", str(error))])
            return
        counts.add(outcome)
        if outcome == NEW and isinstance(form, CustomerLine):
            for key, words in form.warnings:
                column = contract.header_of(key)
                self.report.problems.append(Problem(name, line, column, values[key], words, refused=False))

    def _read(self, package: Package, photo: Photo) -> bytes | None:
        """Between two transactions. One that is damaged keeps none of the others."""
        try:
            return package.read(photo.name, photo_limit())
        except PackageRefused as refusal:
            self._refuse_photo(photo, refusal)
            return None

    def _take_one_photo(self, photo: Photo, content: bytes) -> None:
        try:
            self.report.photos.add(self._photo(photo, content))
        except (LineRefused, PhotoRefused) as refusal:
            self._refuse_photo(photo, refusal)

    def _refuse_photo(self, photo: Photo, refusal: DomainError) -> None:
        self.report.problems.append(Problem(photo.name, None, "", photo.vehicle, str(refusal)))
        self.report.photos.add(REFUSED)

    def _photo(self, photo: Photo, content: bytes) -> str:
        # The folder is called after one of them, so none of them contradicts another.
        vehicle = find_vehicle(photo.vehicle, normalise_vin(photo.vehicle), NO_PLATE)
        vehicle = vehicle or find_vehicle("", "", _plate(photo.vehicle, self.garage.country))
        if vehicle is None:
            words = _("No vehicle has the plate, VIN or number %(name)s.")
            raise LineRefused(words % {"name": photo.vehicle})
        sha256 = hashlib.sha256(content).hexdigest()
        keep = not self.report.checked_only
        if not keep:
            # Drawn, to know whether it can be, and thrown away.
            read_photo(SimpleUploadedFile("photo", content))
        return take_photo(content, vehicle=vehicle, sha256=sha256, by=self.by, keep=keep)

    def _refuse(self, kind: str, name: str, line: int, cells: Cells, errors: list[tuple[str, str]]) -> None:
        contract = TABLES[kind]
        texts = [text_of(cell) for cell in cells]
        by_key = dict(zip((column.key for column in contract.read_columns), texts, strict=False))
        for key, words in errors:
            self.report.problems.append(
                Problem(name, line, contract.header_of(key), by_key.get(key, ""), words)
            )
        self.report.counts(kind).add(REFUSED)
        said = "; ".join(f"{contract.header_of(key)}: {words}" if key else words for key, words in errors)
        self.report.refused_lines.setdefault(kind, []).append([*texts, said])


def move_in(package: Package, *, garage: Garage, by: Actor, step: Step) -> Report:
    """`step` opens the transaction of each chunk. A second run finds everything known and writes nothing, so
    one that was interrupted is simply run again."""
    return _moved(package, Mover(garage, by, Report(checked_only=False), next_number), step)


def check_package(package: Package, *, garage: Garage, by: Actor) -> Report:
    """Everything is done as if it were meant, and nothing of it stays. The caller has the garage active."""
    with transaction.atomic():
        report = _moved(package, Mover(garage, by, Report(checked_only=True), _made_up()), nullcontext)
        transaction.set_rollback(True)
    return report


def _moved(package: Package, mover: Mover, step: Step) -> Report:
    for name, words in package.left_out:
        mover.report.problems.append(Problem(name, None, "", "", words))
    for kind in TABLES:
        if kind in package.tables:
            mover.take_table(kind, package, step)
    mover.take_photos(package, step)
    with step():
        mover.finish()
    return mover.report


def _made_up() -> Numbers:
    """Numbers that nobody has, for rows that nobody will see."""
    last = 0

    def number(kind: str, count: int = 1) -> int:
        nonlocal last
        last -= count
        return last

    return number


def _rows(package: Package, name: str, kind: str) -> Iterator[Row]:
    """As a whole before anything is kept: a file can turn out to be unreadable at its last line."""
    content = package.read(name, LIMITS.file_bytes)
    with read_table(io.BytesIO(content), TABLES[kind], LIMITS) as table:
        yield from table


def _value(cell: Any) -> str:
    return f"{cell:%Y-%m-%d}" if isinstance(cell, date) else text_of(cell).strip()


def _plate(text: str, country: str) -> Plate:
    try:
        return read_plate(text, country)
    except NotAPlate:
        return NO_PLATE
