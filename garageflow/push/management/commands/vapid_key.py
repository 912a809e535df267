from __future__ import annotations

import base64
from typing import Any

from django.core.management.base import BaseCommand
from py_vapid import Vapid


class Command(BaseCommand):
    help = "Make a key for messages on telephones: the value of VAPID_PRIVATE_KEY."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        vapid = Vapid()
        vapid.generate_keys()
        number = vapid.private_key.private_numbers().private_value.to_bytes(32, "big")
        self.stdout.write(base64.urlsafe_b64encode(number).rstrip(b"=").decode())
