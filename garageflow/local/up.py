"""bin/up: everything that is needed to see GarageFlow running, in the foreground."""

from __future__ import annotations

import argparse
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from garageflow.local.folders import REPOSITORY, SERVICES, LocalError, write_facts
from garageflow.local.services import read_env_file, services_running, start_over
from garageflow.local.supervisor import Program, Supervisor, run
from garageflow.local.system_parts import ensure_pdf_parts

_HOST = "127.0.0.1"
_FIRST_PORT = 8000
_WEB_PROCESSES = 3
# So far above the site's port lie those of the simulators of Car-Pass and of RDW.
_CAR_PASS_ABOVE = 90
_RDW_ABOVE = 190


def up(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="bin/up", description="Run GarageFlow with embedded PostgreSQL and Redis and demo data."
    )
    parser.add_argument("--port", type=int, help="port of the site (default: 8000, or the next free one)")
    parser.add_argument("--fresh", action="store_true", help="delete all data first and start over")
    options = parser.parse_args(arguments)

    ensure_pdf_parts()
    if options.fresh:
        start_over()
    # Held from here on, so that of two starts at once only one gets the port.
    with _listening(options.port) as listener:
        port = listener.getsockname()[1]
        read_env_file()
        os.environ.setdefault("DEMO", "1")
        os.environ.setdefault("SITE_URL", f"http://{_HOST}:{port}")
        return _serve(listener, port, {**_car_pass(port), **_rdw(port)})


def _serve(listener: socket.socket, port: int, simulators: dict[str, int]) -> int:
    with services_running():
        # Links in mails must lead here, also in those that a bin/manage beside us makes.
        told = ("SITE_URL", "CARPASS_URL", "CARPASS_PUBLIC_URL", "RDW_URL")
        write_facts(SERVICES / "site.json", {name: os.environ[name] for name in told if name in os.environ})
        prepared = run([sys.executable, "-m", "garageflow.local.prepare"])
        if prepared != 0:
            return prepared
        programs = _programs(listener, port)
        for name, simulator_port in simulators.items():
            simulator = [sys.executable, str(REPOSITORY / "manage.py"), f"{name}_simulator"]
            programs.append(Program(name, [*simulator, "--port", str(simulator_port)]))
        supervisor = Supervisor(programs, os.environ)
        supervisor.run(once_started=lambda: _greet(supervisor, port))
    return 0


def _car_pass(port: int) -> dict[str, int]:
    """Where the simulator of Car-Pass is to run, unless the environment names a Car-Pass of its own."""
    if "CARPASS_URL" in os.environ:
        return {}
    found = _free_port(port + _CAR_PASS_ABOVE)
    os.environ["CARPASS_URL"] = f"http://{_HOST}:{found}"
    os.environ["CARPASS_PUBLIC_URL"] = f"http://{_HOST}:{found}/vhr/"
    return {"carpass": found}


def _rdw(port: int) -> dict[str, int]:
    """The same for the Dutch register of vehicles: a demo asks nobody outside."""
    if "RDW_URL" in os.environ:
        return {}
    found = _free_port(port + _RDW_ABOVE)
    os.environ["RDW_URL"] = f"http://{_HOST}:{found}"
    return {"rdw": found}


def _free_port(first: int) -> int:
    for candidate in range(first, first + 100):
        with suppress(OSError), socket.create_server((_HOST, candidate)):
            return candidate
    raise LocalError("No free port for a simulator.")


def _listening(port: int | None) -> socket.socket:
    if port is not None:
        try:
            return socket.create_server((_HOST, port), backlog=256)
        except OSError as error:
            raise LocalError(f"Port {port} cannot be used: {error.strerror}.") from error
    for candidate in range(_FIRST_PORT, _FIRST_PORT + 100):
        with suppress(OSError):
            return socket.create_server((_HOST, candidate), backlog=256)
    raise LocalError(f"No free port between {_FIRST_PORT} and {_FIRST_PORT + 99}: name one with --port.")


def _programs(listener: socket.socket, port: int) -> list[Program]:
    python = [sys.executable, "-m"]
    web = [*python, "gunicorn", "garageflow.wsgi:application", "--bind", f"fd://{listener.fileno()}"]
    web += ["--workers", str(_WEB_PROCESSES), "--worker-class", "sync", "--no-control-socket"]
    celery = [*python, "celery", "--quiet", "-A", "garageflow"]
    worker = [*celery, "worker", "-c", "2", "--loglevel", "INFO"]
    # Two starts in one clone would fight for one file.
    schedule = str(SERVICES / f"beat-{port}")
    beat = [*celery, "beat", "--loglevel", "INFO", "--pidfile", ""]
    return [
        Program("web", web, files=(listener.fileno(),)),
        Program("worker", [*worker, "--hostname", f"worker-{port}@%h"]),
        Program("beat", [*beat, "--schedule", schedule]),
    ]


def _greet(supervisor: Supervisor, port: int) -> None:
    site = os.environ["SITE_URL"]
    if not _is_ready(f"http://{_HOST}:{port}/readyz", host=urlsplit(site).netloc, seconds=120):
        supervisor.say(f"\nThe site does not answer at http://{_HOST}:{port}/: see its messages above.\n")
        return
    lines = ["", f"GarageFlow is ready: {site}/"]
    if os.environ["EMAIL_URL"].startswith("filemail:"):
        lines += [f"Mail is read at:     {site}/dev/mail/"]
    if os.environ.get("CARPASS_URL", "").startswith(f"http://{_HOST}:"):
        lines += [f"Car-Pass simulator: {os.environ['CARPASS_URL']}/"]
    logins = Path(os.environ["VAR_DIR"]) / "demo-logins.txt"
    if logins.is_file():
        lines += ["", f"Demo logins ({logins}):", *_table(logins.read_text())]
    supervisor.say("\n".join([*lines, "", "Ctrl-C stops everything.", ""]))


def _is_ready(address: str, *, host: str, seconds: float) -> bool:
    request = urllib.request.Request(address, headers={"Host": host})  # noqa: S310 - always our own http://
    end, pause = time.monotonic() + seconds, 0.2
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - as above
                return int(answer.status) == 200
        except (urllib.error.URLError, OSError):
            # Each question is a line in the log, so not too many of them.
            pause = min(pause * 1.5, 2.0)
            time.sleep(pause)
    return False


def _table(text: str) -> list[str]:
    rows = [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=False)]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)) for row in rows
    ]


def manage(arguments: Sequence[str]) -> int:
    with services_running():
        return run([sys.executable, str(REPOSITORY / "manage.py"), *arguments])
