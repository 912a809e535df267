"""What the mail knows of an address, noted with the customer who has it."""

from __future__ import annotations

from typing import Any

from garageflow.customers.identity import email_identity
from garageflow.customers.models import Customer


def note_failed_address(sender: Any, *, email: str, reason: str, **_: Any) -> None:
    """Receiver of garageflow.mail.signals.address_failed: he stands among the invalid e-mails now."""
    Customer.objects.filter(identity=email_identity(email)).update(email_state=reason)
