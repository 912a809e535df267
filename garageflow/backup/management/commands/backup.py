from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from garageflow.backup.whole import back_up


class Command(BaseCommand):
    help = "Save database and private files as one zip file, while everybody works."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        manifest = back_up(options["file"])
        self.stdout.write(manifest.summary)
        for name in manifest.missing_files:
            self.stderr.write(f"This file was not there: {name}")
