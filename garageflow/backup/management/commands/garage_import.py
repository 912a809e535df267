from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from garageflow.backup.archive import ArchiveRefused
from garageflow.backup.garage import import_garage


class Command(BaseCommand):
    help = "Take what `garage_export` wrote into an installation without garages, of the same version."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            garage = import_garage(options["file"])
        except ArchiveRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{garage.name} is here. Its people choose a new password by “forgotten password”.")
