"""What a customer wants to hear, by which way."""

from __future__ import annotations

from collections.abc import Mapping

from django.core import signing
from django.db import transaction
from django.utils import timezone

from autopaspoort.models import Consent
from garageflow.audit.domain import record
from garageflow.customers.domain.merging import customer_formerly
from garageflow.customers.models import Customer
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor

Purpose, Channel = Consent.Purpose, Consent.Channel
# Whoever accepted a passport asked to be reminded; advertising needs a yes of its own
# (Directive 2002/58/EC, article 13).
_DEFAULTS = {
    Purpose.INSPECTION: True,
    Purpose.SERVICE: True,
    Purpose.WORKSHOP: True,
    Purpose.PROMOTION: False,
}
Choices = dict[tuple[str, str], bool]


def choices_of(customer: Customer) -> Choices:
    """For every purpose and channel whether he wants it."""
    said = {(row.purpose, row.channel): row.is_granted for row in Consent.objects.filter(customer=customer)}
    return {
        (purpose, channel): said.get((purpose, channel), default)
        for purpose, default in _DEFAULTS.items()
        for channel in Channel
    }


def wants(customer: Customer, purpose: str, channel: str) -> bool:
    return choices_of(customer)[purpose, channel]


@transaction.atomic
def choose(customer: Customer, choices: Mapping[tuple[str, str], bool], *, by: Actor) -> None:
    """Write down what differs from what held until now."""
    Customer.objects.select_for_update().get(pk=customer.pk)
    before = choices_of(customer)
    changed = {key: granted for key, granted in choices.items() if before[key] != granted}
    for (purpose, channel), granted in changed.items():
        Consent.objects.update_or_create(
            customer=customer,
            purpose=purpose,
            channel=channel,
            defaults={"is_granted": granted, "changed_at": timezone.now()},
        )
    if changed:
        facts = {f"{purpose}_{channel}": granted for (purpose, channel), granted in changed.items()}
        record("autopaspoort.consent_changed", customer, by=by, **facts)


def stop_token(customer: Customer, purpose: str) -> str:
    """For the link in a mail by which this kind of mail stops. It works for ever (RFC 8058 sets no end)."""
    return _signer().sign_object([customer.pk, purpose])


def customer_of_token(token: str) -> tuple[Customer, str] | None:
    try:
        customer_id, purpose = _signer().unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    customer = customer_formerly(customer_id)
    return (customer, purpose) if customer else None


def _signer() -> signing.Signer:
    return signing.Signer(salt=f"autopaspoort.consent:{active_garage().pk}")
