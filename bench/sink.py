"""A mail server that takes everything at once: what is measured is the sender."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

sent = 0


class NullBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        global sent
        sent += len(email_messages)
        return len(email_messages)
