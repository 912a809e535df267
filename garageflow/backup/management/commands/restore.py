from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from garageflow.backup.archive import ArchiveRefused
from garageflow.backup.whole import restore


class Command(BaseCommand):
    help = "Fill an empty database, just migrated, with what `backup` saved, and compare every table."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = restore(options["file"])
        except ArchiveRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Equal to the backup of {manifest.made_at}: {manifest.summary}")
