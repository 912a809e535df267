"""Finding customers by what people remember of them."""

from __future__ import annotations

import operator
from functools import reduce

from django.db.models import Q

from garageflow.customers.identity import email_identity, plain
from garageflow.customers.models import Customer, CustomerQuerySet, MergedCustomer

_MAX_NUMBER = 2**63 - 1
_MAX_WORDS = 6
_MAX_FORMER = 20


def customers_matching(text: str, customers: CustomerQuerySet | None = None) -> CustomerQuerySet:
    """By name in any order of words, the beginning of the e-mail address, or number."""
    found = Customer.objects.all() if customers is None else customers
    exact = _by_number(text) | _by_email(text) | _formerly(text)
    names = _by_name(text)
    # Under row security only the first filter may use the indexes (^@ is leakproof, LIKE is not); the second
    # looks at the few rows that are left.
    return found.filter(exact | _any(first for first, _rest in names)).filter(
        exact | _any(first & rest for first, rest in names)
    )


def customers_with_words_inside(text: str, customers: CustomerQuerySet) -> CustomerQuerySet:
    """Words that no name begins with: first names alone, "Berg" of "van den Berg". Reads every name."""
    for word in plain(text).split(" ")[:_MAX_WORDS]:
        customers = customers.filter(name_key__contains=f" {word}")
    return customers


def _by_number(text: str) -> Q:
    if text.isascii() and text.isdecimal() and int(text) <= _MAX_NUMBER:
        return Q(number=int(text))
    return Q(pk__in=[])


def _by_email(text: str) -> Q:
    return Q(pk__in=[]) if " " in text else Q(identity__starts_with=email_identity(text))


def _formerly(text: str) -> Q:
    """Whoever remembers the number or address of a customer who was merged finds the one who stays. A
    statement of its own: as a sub-select inside the OR it would keep the others from using their indexes."""
    if " " in text:
        return Q(pk__in=[])
    former = Q(identity__starts_with=email_identity(text)) | _by_number(text)
    merged = MergedCustomer.objects.filter(former).values_list("customer", flat=True)
    return Q(pk__in=list(merged[:_MAX_FORMER]))


def _by_name(text: str) -> list[tuple[Q, Q]]:
    """Names are kept as "last first". Each way to cut the words in two may be "first last" or "last first":
    one part begins the key, the words of the other begin words further on.
    """
    words = plain(text).split(" ")[:_MAX_WORDS]
    cuts: list[tuple[list[str], list[str]]] = [(words, [])]
    for at in range(1, len(words)):
        cuts += [(words[:at], words[at:]), (words[at:], words[:at])]
    return [
        (
            Q(name_key__starts_with=" ".join(beginning)),
            reduce(operator.and_, (Q(name_key__contains=f" {word}") for word in further), Q()),
        )
        for beginning, further in cuts
    ]


def _any(conditions: object) -> Q:
    return reduce(operator.or_, conditions, Q(pk__in=[]))  # type: ignore[call-overload, no-any-return]
