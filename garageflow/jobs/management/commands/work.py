from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from garageflow.jobs.domain.work import work_until_idle


class Command(BaseCommand):
    help = "Do everything that is due now, in this process, and stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, help="stop after this many pieces of work")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{work_until_idle(limit=options['limit'])} pieces of work done")
