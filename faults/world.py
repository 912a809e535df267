"""A world to break: PostgreSQL, Redis, a mail server that records, workers and beats, all of one's own."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import psycopg

from faults.sink import MailSink
from garageflow.local.folders import REPOSITORY, VAR, free_port, locked
from garageflow.local.services import Services
from garageflow.local.signals import handled_by, unwinding

LEASE_SECONDS = 3


class World:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.services = Services(folder, var=folder / "var", durable=True, given={})
        self.sink = MailSink(free_port())
        self.processes: list[Process] = []
        self._environment: dict[str, str] = {}

    def start(self) -> None:
        self.services.start()
        self.sink.start()
        kept = {
            name: os.environ[name]
            for name in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH")
            if name in os.environ
        }
        self._environment = {
            **kept,
            **self.services.environment(),
            "PYTHONPATH": str(REPOSITORY),
            "DJANGO_SETTINGS_MODULE": "garageflow.settings",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}",
            # No mail waits for a date of the register here, and nobody calls it.
            "RDW_URL": "",
            "DATABASE_POOL": "0",
            "WORK_LEASE_SECONDS": str(LEASE_SECONDS),
            "TICK_SECONDS": "1",
            "CUSTOMER_LIST_CHUNK": "500",
            "CUSTOMER_LIST_MAX_ROWS": "200000",
            "CUSTOMER_LIST_MAX_BYTES": "50000000",
            "LOG_LEVEL": "ERROR",
        }
        self.manage("migrate", "--verbosity", "0")

    def stop(self) -> None:
        for process in self.processes:
            process.end()
        self.sink.stop()
        self.services.remove()
        shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self, **extra: str) -> dict[str, str]:
        return {**self._environment, **extra}

    def manage(self, *arguments: str, check: bool = True, **extra: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, str(REPOSITORY / "manage.py"), *arguments],
            env=self.environment(**extra),
            capture_output=True,
            text=True,
            check=False,
        )
        if check and done.returncode != 0:
            raise RuntimeError(f"{arguments} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done

    def load(self, garage: int, slug: str, path: str) -> None:
        """Upload a customer list and have its batch begin now."""
        self.manage("customer_list", path, "--garage", slug, "--send")
        self.sql(
            "UPDATE jobs_duework SET due_at = now() WHERE garage_id = %s AND kind LIKE 'autopaspoort%%'",
            garage,
        )

    def wait_for(self, statement: str, *values: Any, seconds: float = 60, every: float = 0.05) -> None:
        """Until it returns a row."""
        end = time.monotonic() + seconds
        while not self.sql(statement, *values):
            if time.monotonic() > end:
                raise TimeoutError(f"still no row after {seconds:.0f} s: {statement}")
            time.sleep(every)

    def worker(self, **extra: str) -> Process:
        command = ["celery", "-A", "garageflow", "worker", "-c", "2", "-n", f"w{len(self.processes)}@%h"]
        return self._supervised([*command, "--without-gossip", "--without-mingle"], extra)

    def beat(self) -> Process:
        schedule = self.folder / f"beat-{len(self.processes)}"
        return self._supervised(["celery", "-A", "garageflow", "beat", "-s", str(schedule)], {})

    def _supervised(self, command: list[str], extra: dict[str, str]) -> Process:
        log = self.folder / f"process-{len(self.processes)}.log"
        process = Process([sys.executable, "-m", *command], self.environment(**extra), log)
        self.processes.append(process)
        return process

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """As the owner of the tables, who sees all garages."""
        with psycopg.connect(self.services.postgres.url("owner"), autocommit=True) as connection:
            cursor = connection.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def garage(self, slug: str, *, time_zone: str = "Europe/Brussels") -> int:
        rows = self.sql(
            "INSERT INTO tenancy_garage (name, slug, country, vat_number, enterprise_number, languages,"
            " time_zone, phone, email, website, iban, accent_hue, features, is_active, created_at)"
            " VALUES (%s, %s, 'NL', '', '', '{nl}', %s, '', '', '', '', 255, '{autopaspoort}', true, now())"
            " RETURNING id",
            f"Garage {slug}",
            slug,
            time_zone,
        )
        return int(rows[0][0])

    def wait_until_done(self, garage: int, *, seconds: float = 600) -> float:
        """Until nothing of this garage is due and no mail waits. Returns the seconds it took."""
        began = time.monotonic()
        while True:
            rows = self.sql(
                "SELECT (SELECT count(*) FROM jobs_duework WHERE garage_id = %s AND finished_at IS NULL)"
                " + (SELECT count(*) FROM mail_outboxmail"
                " WHERE garage_id = %s AND state IN ('queued', 'sending'))",
                garage,
                garage,
            )
            if not rows[0][0]:
                return time.monotonic() - began
            if time.monotonic() - began > seconds:
                raise TimeoutError(f"garage {garage} is not done after {seconds:.0f} s")
            time.sleep(0.3)


class Process:
    """A process that is started again when it ends, as bin/up and the compose file do."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self._command, self._environment, self._log = command, environment, log
        self._ended = threading.Event()
        self.starts = 0
        self._process = self._start()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def kill(self) -> None:
        """kill -9 of the process and all its children at once."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def pause(self) -> None:
        """As a machine that swaps, or is suspended: the process and its children stand still."""
        os.killpg(self._process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        os.killpg(self._process.pid, signal.SIGCONT)

    def terminate(self) -> float:
        """Ask the process to end, as `docker stop` does, and start no other. Returns the seconds it took."""
        self._ended.set()
        began = time.monotonic()
        os.kill(self._process.pid, signal.SIGTERM)
        self._process.wait()
        return time.monotonic() - began

    def children(self) -> list[int]:
        found = subprocess.run(
            ["pgrep", "-P", str(self._process.pid)], capture_output=True, text=True, check=False
        )
        return [int(pid) for pid in found.stdout.split()]

    def end(self) -> None:
        self._ended.set()
        self.kill()
        self._watcher.join(timeout=10)

    def _start(self) -> subprocess.Popen[bytes]:
        self.starts += 1
        with self._log.open("ab") as log:
            return subprocess.Popen(
                self._command,
                env=self._environment,
                stdout=log,
                stderr=log,
                cwd=REPOSITORY,
                start_new_session=True,
            )

    def _watch(self) -> None:
        while not self._ended.is_set():
            self._process.wait()
            if not self._ended.is_set():
                time.sleep(0.2)
                self._process = self._start()


@contextmanager
def world() -> Iterator[World]:
    parent = VAR / "faults"
    parent.mkdir(parents=True, exist_ok=True)
    with locked(parent / "lock"):
        _remove_abandoned(parent)
        folder = Path(mkdtemp(prefix="world-", dir=parent))
        owned = (folder / "owned.lock").open("w")
        fcntl.flock(owned, fcntl.LOCK_EX)
    one = World(folder)
    # Asked to end, it ends in order: workers and servers of its own would outlive it.
    with owned, handled_by(unwinding):
        try:
            one.start()
            yield one
        finally:
            one.stop()


def _remove_abandoned(parent: Path) -> None:
    """What a killed run left behind: its servers may still be up."""
    for folder in parent.glob("world-*"):
        with suppress(FileNotFoundError), (folder / "owned.lock").open() as owned:
            try:
                fcntl.flock(owned, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            Services(folder, var=folder / "var", durable=True, given={}).remove()
            shutil.rmtree(folder, ignore_errors=True)
