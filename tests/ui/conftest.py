"""A server without a database for the style guide, and the machine's Chromium."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application

CHROMIUM = os.environ.get("CHROMIUM_PATH", "/usr/bin/chromium")


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=_Server, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(autouse=True)
def demo(settings) -> None:
    settings.DEMO = True


@pytest.fixture(scope="session")
def browser_type_launch_args():
    if CHROMIUM == "none":
        pytest.skip("no Chromium to be had")
    quiet = ["background-networking", "component-update", "sync"]
    args = ["--no-sandbox", "--disable-gpu", "--no-first-run", *(f"--disable-{name}" for name in quiet)]
    return {"args": args, **({"executable_path": CHROMIUM} if CHROMIUM else {})}
