from __future__ import annotations

from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from carpass.simulator.api import Api
from carpass.simulator.register import Register
from carpass.simulator.server import Simulator


def register_path() -> Path:
    """Where the demo's register lies."""
    return Path(settings.VAR_DIR) / "carpass-register.sqlite3"


class Command(BaseCommand):
    help = "Run a simulator of Car-Pass, for the demo and for tests."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8090)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--register", type=Path, help="its register (default: in the folder VAR_DIR)")
        parser.add_argument("--public-url", help="address under which people reach it")
        parser.add_argument("--delay", type=float, default=1.0, help="seconds an observation stays pending")
        parser.add_argument("--hang", type=float, default=30.0, help="seconds that a time-out takes")

    def handle(self, *args: Any, **options: Any) -> None:
        register = Register(options["register"] or register_path())
        public_url = options["public_url"] or f"http://{options['host']}:{options['port']}"
        api = Api(register, public_url=f"{public_url}/vhr/", delay=options["delay"])
        try:
            server = Simulator((options["host"], options["port"]), api, hang=options["hang"])
        except OSError as error:
            raise CommandError(f"Port {options['port']} cannot be used: {error.strerror}.") from error
        self.stdout.write(f"Car-Pass simulator at {public_url}/")
        with server, suppress(KeyboardInterrupt):
            server.serve_forever()
