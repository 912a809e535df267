"""Where things lie on the machine of a developer."""

from __future__ import annotations

import fcntl
import json
import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
VAR = REPOSITORY / "var"
SERVICES = VAR / "services"
TEST_SERVICES = VAR / "test-services"

# Below the range from which outgoing connections get their ports: a server that is down for a moment (fault
# tests) finds its port still free.
PORTS = range(20_000, 32_000)


class LocalError(Exception):
    """Something on this machine has to be mended by a person: shown without a traceback."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def read_facts(path: Path) -> dict[str, Any]:
    """Facts we remembered; none if a crash left the file half written, then they are made anew."""
    try:
        facts = json.loads(path.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return facts if isinstance(facts, dict) else {}


def write_facts(path: Path, facts: dict[str, Any]) -> None:
    """Readable by the user alone, because passwords are among them; never seen half written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    new.touch(mode=0o600)
    new.write_text(json.dumps(facts, indent=2))
    new.replace(path)


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        # As servers do it: a port whose last connections are still fading counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    for _ in range(200):
        port = random.choice(PORTS)  # noqa: S311 - picks a port, keeps no secret
        if port_is_free(port):
            return port
    raise LocalError(f"No free port between {PORTS.start} and {PORTS.stop}.")
