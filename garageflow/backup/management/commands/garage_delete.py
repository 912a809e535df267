from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from garageflow.backup.garage import GarageStillOpen, delete_garage
from garageflow.tenancy.models import Garage


class Command(BaseCommand):
    help = "Delete a closed garage with all its data and files, for good. Export it first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--really", metavar="SLUG", required=True, help="the same again")

    def handle(self, *args: Any, **options: Any) -> None:
        slug = options["slug"]
        if options["really"] != slug:
            raise CommandError("Name the same garage twice.")
        garage = Garage.objects.filter(slug=slug).first()
        if garage is None:
            raise CommandError(f"There is no garage {slug}.")
        try:
            rows = delete_garage(garage)
        except GarageStillOpen as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{rows} rows of {slug} are gone.")
