"""Mail into a folder, one .eml file a message: for the demo and for trying things out, read at /dev/mail/."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FolderBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)  # type: ignore[misc]
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            # Written aside and renamed: the reader never sees half a message.
            name = f"{time.time_ns():020d}-{uuid.uuid4().hex[:8]}"
            aside = folder / f".{name}.tmp"
            aside.write_bytes(message.message().as_bytes(linesep="\r\n"))  # type: ignore[call-arg]
            aside.replace(folder / f"{name}.eml")
        return len(email_messages)
