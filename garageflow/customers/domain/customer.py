from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from garageflow.audit.domain import record
from garageflow.customers.identity import email_identity, name_key
from garageflow.customers.models import Customer, EmailState
from garageflow.errors import DomainError
from garageflow.mail.models import AddressBlock
from garageflow.tenancy.actor import Actor

CHANGEABLE = (
    "first_name",
    "last_name",
    "email",
    "street",
    "house_number",
    "postcode",
    "city",
    "phone",
    "language",
)


class CustomerExists(DomainError):
    """Another customer of the garage has this e-mail address."""

    field = "email"

    def __init__(self, other: Customer) -> None:
        words = _("This address belongs to %(name)s (customer %(number)s).")
        super().__init__(words % {"name": other.full_name, "number": other.number})
        self.other = other


@transaction.atomic
def change_customer(customer: Customer, *, by: Actor, **values: Any) -> Customer:
    """Change some of CHANGEABLE; `values` are checked. Without a difference nothing is written.

    A new address counts as correct, and as one that may be written to again unless its holder said no.
    Raises CustomerExists for the address of another customer.
    """
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    changed = [name for name in CHANGEABLE if name in values and values[name] != getattr(customer, name)]
    if not changed:
        return customer
    for name in changed:
        setattr(customer, name, values[name])
    customer.name_key = name_key(customer.last_name, customer.first_name)
    if "email" in changed:
        _take_address(customer)
    try:
        with transaction.atomic():
            customer.save(update_fields=[*changed, "name_key", "identity", "email_state"])
    except IntegrityError:
        # Somebody gave another customer this address since we looked.
        raise CustomerExists(Customer.objects.get(identity=customer.identity)) from None
    record("customers.customer_changed", customer, by=by, fields=changed)
    return customer


def _take_address(customer: Customer) -> None:
    customer.identity = email_identity(customer.email)
    other = Customer.objects.filter(identity=customer.identity).exclude(pk=customer.pk).first()
    if other is not None:
        raise CustomerExists(other)
    customer.email_state = EmailState.OK
    blocks = AddressBlock.objects.filter(email_key=customer.email.lower())
    blocks.exclude(reason=AddressBlock.Reason.UNSUBSCRIBED).delete()
