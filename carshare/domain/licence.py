from __future__ import annotations

from datetime import date

from django.db import transaction

from carshare.models import Licence, Subscriber
from garageflow import crypto
from garageflow.audit.domain import record
from garageflow.tenancy.actor import Actor


@transaction.atomic
def declare_licence(
    subscriber: Subscriber,
    *,
    categories: list[str],
    number: str,
    country: str,
    obtained_on: date,
    valid_until: date | None,
    by: Actor,
) -> None:
    """The audit says that it happened, never what stands on the card."""
    Licence.objects.update_or_create(
        subscriber=subscriber,
        defaults={
            "categories": categories,
            "encrypted_number": crypto.encrypt(number),
            "country": country,
            "obtained_on": obtained_on,
            "valid_until": valid_until,
        },
    )
    record("carshare.licence_declared", subscriber, by=by)
