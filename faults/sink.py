"""A mail server on loopback that takes every message and remembers who it came from and its Message-ID."""

from __future__ import annotations

import threading
from email import message_from_bytes
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller


class MailSink:
    def __init__(self, port: int) -> None:
        self.port = port
        self.received: list[tuple[str, str]] = []
        self._lock = threading.Lock()
        self._controller = Controller(self, hostname="127.0.0.1", port=port)

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        headers = message_from_bytes(envelope.content.partition(b"\r\n\r\n")[0], policy=default)
        with self._lock:
            self.received.append((str(headers["From"]), str(headers["Message-ID"])))
        return "250 OK"

    def ids_from(self, garage_name: str) -> list[str]:
        with self._lock:
            return [message_id for sender, message_id in self.received if sender.startswith(garage_name)]
