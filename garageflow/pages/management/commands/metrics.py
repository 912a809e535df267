from __future__ import annotations

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from prometheus_client import CollectorRegistry, start_http_server

from garageflow.pages.metrics import StatusCollector


class Command(BaseCommand):
    help = "Serve figures for Prometheus at /metrics, on a port that only the monitor may reach."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=9464)

    def handle(self, *args: Any, **options: Any) -> None:
        registry = CollectorRegistry()
        server, _thread = start_http_server(options["port"], addr=options["host"], registry=registry)
        # After the port is open: a scrape asks, registering does not.
        registry.register(StatusCollector())
        self.stdout.write(f"http://{options['host']}:{server.server_port}/metrics")
        self.stdout.flush()
        signal.sigwait({signal.SIGTERM, signal.SIGINT})
        server.shutdown()
