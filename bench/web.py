"""Web servers for the benchmarks of pages, and somebody who is signed in to them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from urllib.parse import quote

import requests
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections

from garageflow.accounts.models import User
from garageflow.local.folders import VAR, free_port


def environment() -> dict[str, str]:
    """For a server over the database that this process uses."""
    return {
        **os.environ,
        "DATABASE_URL": _url_of("default"),
        "MIGRATION_DATABASE_URL": _url_of("owner"),
        "DATABASE_POOL": "1",
        "ALLOWED_HOSTS": "127.0.0.1",
        "STATIC_ROOT": str(VAR / "bench" / "static"),
        "DJANGO_SETTINGS_MODULE": "garageflow.settings",
    }


@cache
def prepare_static() -> None:
    """Once for all benchmarks, in a process of its own: the settings of this one may be those of tests."""
    command = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(command, env=environment(), check=True)


def cookie_of(user: User) -> dict[str, str]:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return {settings.SESSION_COOKIE_NAME: str(session.session_key)}


@contextmanager
def server(module: str, environment: Mapping[str, str], *, workers: int = 1) -> Iterator[str]:
    """The address of a gunicorn that runs `module`."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--workers", str(workers), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*command, f"{module}:application"],
        env=dict(environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _url_of(alias: str) -> str:
    known = connections[alias].get_connection_params()
    password = f":{quote(known['password'])}" if known.get("password") else ""
    place = f"{quote(known.get('host', ''), safe='')}:{known.get('port', '')}".rstrip(":")
    return f"postgres://{known['user']}{password}@{place}/{known['dbname']}"


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _attempt in range(150):
        try:
            requests.get(f"{address}/healthz", timeout=10)
        except (requests.ConnectionError, requests.Timeout):
            if process.poll() is not None and process.stderr is not None:
                raise RuntimeError(process.stderr.read().decode()) from None
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"{address} does not answer")
