"""People who came twice under another address, so that the garage has somebody to merge."""

from __future__ import annotations

from collections.abc import Callable

from autopaspoort.models import Consent
from garageflow.customers.domain.doubles import find_doubles
from garageflow.customers.domain.merging import merge_customers, plan_merge
from garageflow.customers.identity import email_identity, name_key
from garageflow.customers.models import Customer, EmailState
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.numbers import next_number

# What somebody typed at the counter, of a customer who was there already.
_WAYS: tuple[Callable[[Customer], dict[str, str]], ...] = (
    lambda known: {"first_name": known.first_name[:1] + "."},
    lambda known: {"last_name": known.first_name, "first_name": known.last_name},
    lambda known: {"last_name": f"{known.last_name}s", "phone": ""},
    lambda known: {"street": "", "house_number": "", "postcode": "", "city": ""},
    lambda known: {"phone": known.phone.replace(" ", ".")},
)


def fill_doubles(reception: Actor) -> None:
    usable = Customer.objects.filter(email_state=EmailState.OK).exclude(phone="").exclude(street="")
    known = list(usable.order_by("number")[20 : 20 + len(_WAYS)])
    doubles = [_again(customer, way) for customer, way in zip(known, _WAYS, strict=True)]
    for customer, is_granted in ((known[0], True), (doubles[0], False)):
        Consent.objects.create(
            customer=customer,
            purpose=Consent.Purpose.PROMOTION,
            channel=Consent.Channel.EMAIL,
            is_granted=is_granted,
        )
    # One that reception has merged already.
    kept, gone = known[-1], doubles[-1]
    merge_customers(kept, gone, take=[], seen=plan_merge(kept, gone).seen, by=reception)
    find_doubles()


def _again(known: Customer, way: Callable[[Customer], dict[str, str]]) -> Customer:
    local, _at, domain = known.email.partition("@")
    double = Customer(
        number=next_number("customer"),
        email=f"{local}.{known.number}@{domain}",
        first_name=known.first_name,
        last_name=known.last_name,
        street=known.street,
        house_number=known.house_number,
        postcode=known.postcode,
        city=known.city,
        phone=known.phone,
        language=known.language,
    )
    for name, value in way(known).items():
        setattr(double, name, value)
    double.identity = email_identity(double.email)
    double.name_key = name_key(double.last_name, double.first_name)
    double.save()
    return double
