"""A mail server on loopback that takes every message and remembers who it came from and its Message-ID.

It can be told to misbehave: `behaviour` is asked once for every message, and says how to answer it.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from enum import StrEnum
from typing import Any

from aiosmtpd.controller import Controller


class Behaviour(StrEnum):
    TAKE = "250"
    # Nothing is kept: it may come again, or never.
    LATER = "451"
    NEVER = "550"
    # Kept, and the answer never arrives: the sender cannot know.
    CUT_AFTER = "kept, cut before 250"
    SILENT_AFTER = "kept, time-out instead of 250"
    # Not kept, and the sender cannot know that either.
    CUT_BEFORE = "cut, not kept"
    SLOW = "250 after two seconds"


KEEPS = (Behaviour.TAKE, Behaviour.CUT_AFTER, Behaviour.SILENT_AFTER, Behaviour.SLOW)


class MailSink:
    def __init__(self, port: int) -> None:
        self.port = port
        self.received: list[tuple[str, str]] = []
        # How each message was answered, one line for every try.
        self.answers: Counter[Behaviour] = Counter()
        self.behaviour: Callable[[str], Behaviour] = lambda _message_id: Behaviour.TAKE
        self.silence = 60.0
        self._lock = threading.Lock()
        self._controller = Controller(self, hostname="127.0.0.1", port=port)

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        headers = message_from_bytes(envelope.content.partition(b"\r\n\r\n")[0], policy=default)
        message_id = str(headers["Message-ID"])
        behaviour = self.behaviour(message_id)
        with self._lock:
            self.answers[behaviour] += 1
            if behaviour in KEEPS:
                self.received.append((str(headers["From"]), message_id))
        return await self._answer(server, behaviour)

    async def _answer(self, server: Any, behaviour: Behaviour) -> str:
        if behaviour in (Behaviour.CUT_AFTER, Behaviour.CUT_BEFORE):
            server.transport.abort()
        elif behaviour == Behaviour.SILENT_AFTER:
            await asyncio.sleep(self.silence)
        elif behaviour == Behaviour.SLOW:
            await asyncio.sleep(2)
        elif behaviour == Behaviour.LATER:
            return "451 4.3.0 Try again later"
        elif behaviour == Behaviour.NEVER:
            return "550 5.1.1 No such mailbox"
        return "250 OK"

    def ids_from(self, garage_name: str) -> list[str]:
        with self._lock:
            return [message_id for sender, message_id in self.received if sender.startswith(garage_name)]
