"""Customers as the list prints them, and as it is exported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from garageflow.customers.models import Customer, Double, EmailState
from garageflow.tables.writing import Value

EMAIL_TONES = {
    EmailState.OK: "ok",
    EmailState.SYNTAX: "now",
    EmailState.BOUNCED: "now",
    EmailState.COMPLAINED: "soon",
}


@dataclass(frozen=True, slots=True)
class CustomerRow:
    url: str
    number: int
    name: str
    email: str
    # Only what is wrong with the address.
    email_words: str
    email_tone: str
    place: str
    phone: str


def customer_rows(customers: Iterable[Customer]) -> list[CustomerRow]:
    return [
        CustomerRow(
            url=reverse("customers:detail", args=[customer.number]),
            number=customer.number,
            name=customer.full_name,
            email=customer.email,
            email_words="" if customer.has_usable_email else str(EmailState(customer.email_state).label),
            email_tone=EMAIL_TONES[EmailState(customer.email_state)],
            place=" ".join(filter(None, (customer.postcode, customer.city))),
            phone=customer.phone,
        )
        for customer in customers
    ]


@dataclass(frozen=True, slots=True)
class DoubleRow:
    pk: int
    people: list[CustomerRow]
    reasons: str
    url: str


def double_rows(doubles: Iterable[Double]) -> list[DoubleRow]:
    """The older customer is proposed to stay."""
    return [
        DoubleRow(
            pk=double.pk,
            people=customer_rows([double.first, double.second]),
            reasons=", ".join(str(Double.Reason(reason).label) for reason in double.reasons),
            url=reverse("customers:merge", args=[double.first.number, double.second.number]),
        )
        for double in doubles
    ]


def export_headers() -> list[str]:
    return [
        _("number"),
        _("first name"),
        _("last name"),
        _("e-mail address"),
        _("state of the e-mail address"),
        _("telephone"),
        _("street"),
        _("house number"),
        _("postcode"),
        _("town"),
        _("language"),
    ]


def export_rows(customers: Iterable[Customer]) -> Iterator[list[Value]]:
    for customer in customers:
        yield [
            customer.number,
            customer.first_name,
            customer.last_name,
            customer.email,
            str(EmailState(customer.email_state).label),
            customer.phone,
            customer.street,
            customer.house_number,
            customer.postcode,
            customer.city,
            customer.language,
        ]
