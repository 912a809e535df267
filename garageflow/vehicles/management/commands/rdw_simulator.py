from __future__ import annotations

from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from garageflow.vehicles.rdw.simulator import RdwSimulator


class Command(BaseCommand):
    help = "Run a simulator of RDW's open data, for the demo and for tests."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8190)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--hang", type=float, default=30.0, help="seconds that a time-out takes")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            server = RdwSimulator((options["host"], options["port"]), hang=options["hang"])
        except OSError as error:
            raise CommandError(f"Port {options['port']} cannot be used: {error.strerror}.") from error
        self.stdout.write(f"RDW simulator at http://{options['host']}:{options['port']}/")
        with server, suppress(KeyboardInterrupt):
            server.serve_forever()
