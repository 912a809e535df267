from __future__ import annotations

import json
import sys
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from garageflow.moving_in.domain.moving import check_package, move_in
from garageflow.moving_in.package import FolderPackage, Package, PackageRefused, ZipPackage
from garageflow.moving_in.report import Report
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from garageflow.tenancy.models import Garage

REFUSED, WITH_ERRORS = 2, 3


class Command(BaseCommand):
    help = (
        "Take over customers, vehicles, odometer readings and photos of an old system from a folder or zip. "
        "Prints one JSON object; exits with 2 if it is refused as a whole and with 3 if something in it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, metavar="DIR")
        parser.add_argument("--garage", required=True, metavar="SLUG")
        parser.add_argument("--check", action="store_true", help="say what would happen and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        garage = Garage.objects.open().filter(slug=options["garage"]).first()
        if garage is None:
            raise CommandError(f"There is no garage {options['garage']!r}.")
        source: Path = options["source"]
        if not source.exists():
            raise CommandError(f"There is no folder or zip {source}.")
        try:
            report = _move(source, garage, check=options["check"])
        except PackageRefused as refusal:
            self._print({"refused": str(refusal)})
            sys.exit(REFUSED)
        self._print(report.as_json())
        if not report.is_clean:
            sys.exit(WITH_ERRORS)

    def _print(self, report: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(report, ensure_ascii=False))


def _move(source: Path, garage: Garage, *, check: bool) -> Report:
    if source.is_dir():
        return _moved(FolderPackage(source), garage, check=check)
    with source.open("rb") as file, closing(ZipPackage(file)) as package:
        return _moved(package, garage, check=check)


def _moved(package: Package, garage: Garage, *, check: bool) -> Report:
    if check:
        with garage_active(garage):
            return check_package(package, garage=garage, by=SYSTEM)
    return move_in(package, garage=garage, by=SYSTEM, step=partial(garage_active, garage))
