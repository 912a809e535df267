from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from garageflow.backup.garage import export_garage
from garageflow.tenancy.models import Garage


class Command(BaseCommand):
    help = (
        "All data of one garage as a zip file of CSV tables and files, without passwords and other secrets."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        garage = Garage.objects.filter(slug=options["slug"]).first()
        if garage is None:
            raise CommandError(f"There is no garage {options['slug']}.")
        self.stdout.write(export_garage(garage, options["file"]).summary)
