"""The simulator's HTTP: reads requests, plays the faults, writes answers."""

from __future__ import annotations

import base64
import binascii
import json
import logging
import socket
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from carpass.simulator import faults as fault
from carpass.simulator.api import Answer, Api, Question, error_answer
from carpass.simulator.pages import SHEET, Pages
from garageflow.simulation import LOOPBACK, Faults

logger = logging.getLogger(__name__)

RETRY_AFTER = "2"
_LARGEST = 100_000
_LANGUAGES = ("nl", "fr", "en")
HTML, JSON = "text/html; charset=utf-8", "application/json"


class Simulator(ThreadingHTTPServer):
    """`hang` and `slow` are how many seconds a call takes that times out, and one that is slow."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], api: Api, *, hang: float = 30.0, slow: float = 3.0) -> None:
        self.api = api
        self.faults = Faults(fault.KINDS)
        self.pages = Pages(api, self.faults)
        self.hang = hang
        self.slow = slow
        self.stopping = Event()
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who asked did not wait for the answer: that is his affair. Anything else is ours."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def server_close(self) -> None:
        self.stopping.set()
        super().server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Simulator
    server_version = "CarPassSimulator"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        self._handle("GET")

    def do_HEAD(self) -> None:
        self._handle("GET")

    def do_POST(self) -> None:
        self._handle("POST")

    def log_message(self, format: str, *args: Any) -> None:
        logger.info("%s %s", self.address_string(), format % args)

    def _handle(self, method: str) -> None:
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        body = self._body()
        with translation.override(self._language(query, body)):
            if body is None:
                self._send_json(error_answer(400, "TOO_LARGE", _("This request is too large.")))
            elif parts.path.startswith("/api/"):
                self._api(method, parts.path, query, body)
            elif parts.path == "/_faults":
                self._set_faults(method, body)
            else:
                self._page(method, parts.path, query)

    def _body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > _LARGEST:
            self.close_connection = True
            return None
        return self.rfile.read(int(length))

    def _api(self, method: str, path: str, query: dict[str, str], body: bytes) -> None:
        played = self.server.faults.next()
        if played == fault.TIMEOUT:
            self.server.stopping.wait(self.server.hang)
            return self._hang_up()
        if played == fault.SLOW:
            time.sleep(self.server.slow)
        broken = _broken_answer(played)
        answer = broken or self._answer(method, path, body)
        if played == fault.DROP_AFTER_COMMIT:
            return self._hang_up()
        return self._send_json(answer)

    def _answer(self, method: str, path: str, body: bytes) -> Answer:
        account = self.server.api.account_of(*self._credentials())
        if account is None:
            words = _("User name or password is wrong.")
            return error_answer(401, "CREDENTIALS", words)
        try:
            content = json.loads(body) if body else None
        except ValueError:
            return error_answer(400, "NOT_JSON", _("This is not JSON."))
        return self.server.api.answer(
            Question(
                account=account,
                method=method,
                path=path,
                content=content,
                key=self.headers.get("Idempotency-Key", "")[:100],
                language=translation.get_language(),
            )
        )

    def _credentials(self) -> tuple[str, str]:
        scheme, _space, token = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return "", ""
        try:
            user_name, _colon, password = base64.b64decode(token).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return user_name, password

    def _language(self, query: dict[str, str], body: bytes | None) -> str:
        """What the address asks for, or the body of an observation, or the browser."""
        asked = query.get("language", "")
        if not asked and body and self.path.startswith("/api/"):
            asked = _language_in(body)
        asked = asked or self.headers.get("Accept-Language", "")
        return asked[:2].lower() if asked[:2].lower() in _LANGUAGES else "en"

    def _set_faults(self, method: str, body: bytes) -> None:
        """By hand on the simulator's page, or by a test; never from another machine."""
        faults = self.server.faults
        if self.client_address[0] not in LOOPBACK:
            return self._send_json(error_answer(403, "LOOPBACK_ONLY", "only from this machine"))
        is_form = "json" not in self.headers.get("Content-Type", "")
        if method == "POST":
            try:
                asked = _form(body) if is_form else json.loads(body)
                faults.set(str(asked.get("fault") or ""), int(asked.get("calls") or 0))
            except (ValueError, AttributeError):
                return self._send_json(error_answer(400, "NO_SUCH_FAULT", ", ".join(fault.KINDS)))
            if is_form:
                return self._send(303, b"", HTML, {"Location": "/"})
        return self._send_json(Answer(200, {"fault": faults.kind, "calls": faults.calls}))

    def _page(self, method: str, path: str, query: dict[str, str]) -> None:
        language, pages = translation.get_language(), self.server.pages
        if path == "/" and method == "GET":
            return self._send(200, pages.home().encode(), HTML)
        if path == SHEET:
            sheet = settings.BASE_DIR / "static" / "css" / "simulator.css"
            return self._send(200, sheet.read_bytes(), "text/css; charset=utf-8")
        if path.startswith("/vhr/") and method == "GET":
            guid = path.removeprefix("/vhr/").removesuffix(".pdf")
            if path.endswith(".pdf"):
                pdf = pages.history_pdf(guid, language)
                if pdf is not None:
                    return self._send(200, pdf, "application/pdf")
            else:
                html = pages.history(guid, language)
                if html is not None:
                    return self._send(200, html.encode(), HTML)
        return self._send(404, _("There is nothing at this address.").encode(), "text/plain; charset=utf-8")

    def _send_json(self, answer: Answer) -> None:
        self._send(answer.status, json.dumps(answer.content).encode(), JSON, answer.headers)

    def _send(
        self, status: int, content: bytes, content_type: str, headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'",
        )
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _hang_up(self) -> None:
        """The answer is lost."""
        self.close_connection = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            # Who asked has gone first.
            return


def _broken_answer(played: str) -> Answer | None:
    if played == fault.BROKEN:
        return error_answer(500, "INTERNAL", _("An internal error occurred."))
    if played == fault.MAINTENANCE:
        return error_answer(503, "MAINTENANCE", _("Car-Pass is being maintained. Try again later."))
    if played == fault.TOO_MANY:
        refused = error_answer(429, "TOO_MANY_REQUESTS", _("Too many requests. Try again in a moment."))
        return Answer(refused.status, refused.content, {"Retry-After": RETRY_AFTER})
    return None


def _language_in(body: bytes) -> str:
    try:
        content = json.loads(body)
    except ValueError:
        return ""
    return str(content.get("language") or "") if isinstance(content, dict) else ""


def _form(body: bytes) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(body.decode(errors="replace")).items()}
