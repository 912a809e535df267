"""Everything twice behind one proxy, as a large installation has it: `bin/test --twice tests/browser`.

Two web servers, two workers and two beats over the test database, and nginx in front of them with what
deploy/nginx.conf.template says of them, without TLS. Needs the program nginx (Debian: nginx-light).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import modify_settings

from garageflow.local.folders import REPOSITORY, free_port

# Counts in the process of its server, or lets it ask a Car-Pass of the test's own.
inside_the_server = pytest.mark.skipif(
    "GARAGEFLOW_TWICE" in os.environ, reason="looks into the process of its server"
)

_NGINX = """
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream garageflow {{
        {servers}
        keepalive 16;
    }}
    server {{
        listen 127.0.0.1:{port};
        client_max_body_size 30m;
        location / {{
            {location}
        }}
    }}
}}
"""


@dataclass
class DoubledSite:
    """Stands in for pytest-django's `live_server`."""

    url: str
    mail: Path
    _live_server_modified_settings: Any = field(
        default_factory=lambda: modify_settings(ALLOWED_HOSTS={"append": "127.0.0.1"})
    )


@contextmanager
def doubled_site(folder: Path) -> Iterator[DoubledSite]:
    web_ports, port = [free_port(), free_port()], free_port()
    site = DoubledSite(f"http://127.0.0.1:{port}", folder / "mail")
    environment = _environment(site)
    celery = [sys.executable, "-m", "celery", "--quiet", "-A", "garageflow"]
    with ExitStack() as stack:
        for number, web_port in enumerate(web_ports):
            gunicorn = [sys.executable, "-m", "gunicorn", "garageflow.wsgi:application"]
            commands = {
                f"web{number}": [*gunicorn, "--bind", f"127.0.0.1:{web_port}", "--no-control-socket"],
                f"worker{number}": [*celery, "worker", "-c", "1", "--hostname", f"twice{number}-{port}@%h"],
                f"beat{number}": [
                    *celery,
                    "beat",
                    "--pidfile",
                    "",
                    "--schedule",
                    str(folder / f"beat{number}"),
                ],
            }
            for name, command in commands.items():
                stack.enter_context(_running(command, environment, folder / f"{name}.log"))
        configuration = folder / "nginx.conf"
        configuration.write_text(_configuration(folder, port, web_ports))
        stack.enter_context(
            _running(["nginx", "-c", str(configuration)], environment, folder / "nginx-start.log")
        )
        _wait_for(f"{site.url}/readyz")
        yield site


def _environment(site: DoubledSite) -> dict[str, str]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings_twice",
        "TWICE_MAIL": str(site.mail),
        "SITE_URL": site.url,
        "ALLOWED_HOSTS": "127.0.0.1",
        "TRUSTED_PROXIES": "1",
        "DEMO": "1",
    }
    for name, alias in (("DATABASE_URL", "default"), ("MIGRATION_DATABASE_URL", "owner")):
        environment[name] = f"{os.environ[name].rpartition('/')[0]}/{settings.DATABASES[alias]['NAME']}"
    return environment


def _configuration(folder: Path, port: int, web_ports: list[int]) -> str:
    template = (REPOSITORY / "deploy" / "nginx.conf.template").read_text()
    location = template.partition("location / {\n        proxy_pass")[2].partition("\n    }")[0]
    return _NGINX.format(
        folder=folder,
        port=port,
        # Else the temporary files would be of somebody who may not read this folder.
        user="user root;" if os.geteuid() == 0 else "",
        servers="\n        ".join(f"server 127.0.0.1:{web_port} max_fails=0;" for web_port in web_ports),
        # Host with its port, which the form's own address is compared with: without TLS there is one.
        location=f"proxy_pass{location}".replace("$host;", "$http_host;"),
    )


@contextmanager
def _running(command: list[str], environment: dict[str, str], log: Path) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=REPOSITORY, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=20)
            process.kill()


def _wait_for(address: str) -> None:
    end = time.monotonic() + 90
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                assert answer.status == 200
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)
        else:
            return
