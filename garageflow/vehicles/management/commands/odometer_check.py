from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from garageflow.vehicles.odometer_log import NotALog, judge_log, read_log


class Command(BaseCommand):
    help = (
        "Judge a log of odometer readings before buying a car: CSV with the columns at, odometer, unit "
        "(km or mi) and, for several cars, vehicle. Prints one JSON object for each pair that disagrees."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open(encoding="utf-8-sig", newline="") as file:
                vehicles = read_log(file)
        except (OSError, UnicodeDecodeError, NotALog) as error:
            raise CommandError(str(error)) from error
        for finding in judge_log(vehicles):
            self.stdout.write(json.dumps(finding, ensure_ascii=False))
