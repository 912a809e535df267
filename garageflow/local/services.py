"""PostgreSQL and Redis together, and who is using them.

`services_running()`: the ones of this clone, which bin/up, bin/manage, benchmarks and fault tests share.
`private_services()`: a pair of one's own that is gone afterwards, for tests and for breaking things.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from secrets import token_bytes, token_hex
from tempfile import mkdtemp
from urllib.parse import quote

import environ

from garageflow.local.folders import (
    REPOSITORY,
    SERVICES,
    TEST_SERVICES,
    VAR,
    LocalError,
    locked,
    read_facts,
    write_facts,
)
from garageflow.local.postgres import PostgresServer
from garageflow.local.redis_server import RedisServer
from garageflow.local.signals import handled_by, ignored, unwinding

# Locks and secrets, services of test runs, generated input of the benchmarks.
_NOT_DATA = {"services", "test-services", "venv.lock", "bench"}


class Services:
    """A PostgreSQL, a Redis and the environment in which GarageFlow finds both.

    What the environment of the caller already names (DATABASE_URL, REDIS_URL) is not started here.
    """

    def __init__(self, folder: Path, *, var: Path, durable: bool = True, given: Mapping[str, str]) -> None:
        self.folder = folder
        self.var = var
        self.postgres = PostgresServer(folder / "postgres", durable=durable)
        self.redis = RedisServer(folder / "redis", durable=durable)
        self._given = given
        self._servers: list[PostgresServer | RedisServer] = []
        if "DATABASE_URL" not in given:
            if "MIGRATION_DATABASE_URL" in given:
                raise LocalError("MIGRATION_DATABASE_URL is set without DATABASE_URL: set both or neither.")
            self._servers.append(self.postgres)
        if "REDIS_URL" not in given:
            self._servers.append(self.redis)

    def start(self) -> None:
        for server in self._servers:
            server.start()

    def stop(self) -> None:
        for server in reversed(self._servers):
            server.stop()

    def remove(self) -> None:
        """Stop and delete everything that the embedded servers stored."""
        for server in reversed(self._servers):
            server.remove()

    def environment(self) -> dict[str, str]:
        """The variables of .env.example that the caller's environment does not give."""
        secrets = self._secrets()
        var = self._given.get("VAR_DIR", str(self.var))
        settings = {
            "SECRET_KEY": secrets["SECRET_KEY"],
            "FIELD_ENCRYPTION_KEYS": secrets["FIELD_ENCRYPTION_KEYS"],
            "SITE_URL": "http://127.0.0.1:8000",
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "VAR_DIR": var,
            # Four slashes: what follows the third is the path, which begins with one.
            "EMAIL_URL": "filemail:///" + quote(f"{var}/mail"),
        }
        if self.postgres in self._servers:
            settings["DATABASE_URL"] = self.postgres.url("app")
            settings["MIGRATION_DATABASE_URL"] = self.postgres.url("owner")
        if self.redis in self._servers:
            settings["REDIS_URL"] = self.redis.url
        return {name: value for name, value in settings.items() if name not in self._given}

    def _secrets(self) -> dict[str, str]:
        file = self.folder / "secrets.json"
        secrets = read_facts(file)
        if not secrets:
            key = urlsafe_b64encode(token_bytes(32)).decode()
            secrets = {"SECRET_KEY": token_hex(32), "FIELD_ENCRYPTION_KEYS": key}
            write_facts(file, secrets)
        return secrets


@contextmanager
def services_running() -> Iterator[Services]:
    """Run the block with the services of this clone, and its environment in os.environ.

    Starts what does not run. The last of all processes that use the services stops them, so nobody loses
    them under his feet and nothing stays behind. To be entered before Django reads its settings; inside
    a block of another (or of our parent process) it changes nothing.
    """
    read_env_file()
    services = Services(SERVICES, var=VAR, given=dict(os.environ))
    with handled_by(unwinding), _in_use(services):
        local = services.environment()
        if "DATABASE_URL" in local:
            # Our own throw-away database, so never a real garage's: demo data and demo buttons may be there.
            local["DEMO"] = "1"
            local.update(read_facts(SERVICES / "site.json"))
        ours = {name: value for name, value in local.items() if name not in os.environ}
        os.environ.update(ours)
        try:
            yield services
        finally:
            for name in ours:
                os.environ.pop(name, None)


@contextmanager
def private_services(
    parent: Path = TEST_SERVICES, *, given: Mapping[str, str] | None = None
) -> Iterator[Services]:
    """Services that nobody else uses, empty, deleted afterwards; os.environ stays as it is.

    `given` may name servers that are used in their place.
    """
    parent.mkdir(parents=True, exist_ok=True)
    with locked(parent / "lock"):
        _remove_abandoned(parent)
        folder = Path(mkdtemp(prefix="run-", dir=parent))
        owned = (folder / "owned.lock").open("w")
        fcntl.flock(owned, fcntl.LOCK_EX)
    services = Services(folder, var=folder / "var", durable=False, given=given or {})
    with handled_by(unwinding), owned:
        try:
            services.start()
            yield services
        finally:
            with handled_by(ignored):
                services.remove()
                shutil.rmtree(folder, ignore_errors=True)


def start_over() -> None:
    """Delete the data of this clone's own services and everything else that GarageFlow stored in var/."""
    read_env_file()
    services = Services(SERVICES, var=VAR, given={})
    with locked(SERVICES / "start.lock"), (SERVICES / "users.lock").open("w") as users:
        if not _nobody_holds(users.fileno()):
            raise LocalError("Another bin/up or bin/manage is using the data: stop it first.")
        services.remove()
    for path in VAR.iterdir():
        if path.is_dir() and path.name not in _NOT_DATA:
            shutil.rmtree(path)
        elif path.name not in _NOT_DATA:
            path.unlink()


def read_env_file() -> None:
    """What .env says and the environment does not, as settings.py does it."""
    file = REPOSITORY / ".env"
    if file.is_file():
        environ.Env.read_env(file)


@contextmanager
def _in_use(services: Services) -> Iterator[None]:
    """Hold the services with a shared lock, which the kernel lets go even of a process that is killed."""
    with ExitStack() as stack:
        with locked(services.folder / "start.lock"):
            users = stack.enter_context((services.folder / "users.lock").open("w"))
            fcntl.flock(users, fcntl.LOCK_SH)
            stack.callback(_leave, services, users.fileno())
            services.start()
        yield


def _leave(services: Services, users: int) -> None:
    with handled_by(ignored), locked(services.folder / "start.lock"):
        fcntl.flock(users, fcntl.LOCK_UN)
        if _nobody_holds(users):
            services.stop()


def _nobody_holds(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _remove_abandoned(parent: Path) -> None:
    """What a killed run left behind: its servers may still be up."""
    for folder in parent.glob("run-*"):
        with suppress(FileNotFoundError), (folder / "owned.lock").open() as owned:
            if _nobody_holds(owned.fileno()):
                Services(folder, var=folder, durable=False, given={}).remove()
                shutil.rmtree(folder, ignore_errors=True)
