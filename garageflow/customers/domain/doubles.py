"""Customers who may stand in the list twice: found by what they share, decided by a person."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import combinations

from django.db import transaction
from django.utils import timezone

from garageflow.audit.domain import record
from garageflow.customers.identity import plain
from garageflow.customers.models import Customer, Double
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Garage

Reason = Double.Reason
Pair = tuple[int, int]
# What each says for it being one person.
_SCORES = {Reason.EMAIL: 5, Reason.ADDRESS: 4, Reason.PHONE: 3, Reason.SPELLING: 2}
# A number or an address that so many share is that of a company, a block of flats, or the garage itself.
_TOO_MANY = 8
_ALIKE = 0.84
_NOT_DIGITS = re.compile(r"\D+")
# The countries of our garages: +32 475 … and 0475 … are one number.
_PREFIX = re.compile(r"^(?:00)?(?:32|31|33|352)(?=\d{8,9}$)")
_DOTS_DO_NOT_COUNT = {"gmail.com", "googlemail.com"}


@dataclass(frozen=True, slots=True)
class _Person:
    pk: int
    name: str
    email: str
    phone: str
    address: tuple[str, str] | None

    @property
    def words(self) -> tuple[str, ...]:
        """In no order: lists swap first and last names."""
        return tuple(sorted(self.name.split()))


@transaction.atomic
def find_doubles() -> int:
    """Look through all customers of the garage. What a person decided stays; returns how many are open."""
    found = _found(_people())
    known = {(double.first_id, double.second_id): double for double in Double.objects.all()}
    gone = [double.pk for pair, double in known.items() if pair not in found and _is_open(double)]
    Double.objects.filter(pk__in=gone).delete()
    changed = []
    for pair, reasons in found.items():
        double = known.get(pair)
        if double is not None and _is_open(double) and double.reasons != reasons:
            double.reasons, double.score = reasons, _score(reasons)
            changed.append(double)
    Double.objects.bulk_update(changed, ["reasons", "score"], batch_size=500)
    new = [
        Double(first_id=first, second_id=second, reasons=reasons, score=_score(reasons))
        for (first, second), reasons in found.items()
        if (first, second) not in known
    ]
    # Somebody may look for them at the same moment.
    Double.objects.bulk_create(new, ignore_conflicts=True, batch_size=1000)
    return Double.objects.open().count()


def find_doubles_of_the_night(garage: Garage, night: date) -> int:
    """Nightly step."""
    return find_doubles()


@transaction.atomic
def keep_apart(double: Double, *, by: Actor) -> None:
    """They are two persons, and are not proposed again. Harmless a second time."""
    found = Double.objects.select_for_update().filter(pk=double.pk, state=Double.State.OPEN).first()
    if found is None:
        return
    found.state, found.decided_at, found.decided_by = Double.State.APART, timezone.now(), by.member
    found.save(update_fields=["state", "decided_at", "decided_by"])
    other = Customer.objects.get(pk=found.second_id)
    record("customers.kept_apart", Customer.objects.get(pk=found.first_id), by=by, number=other.number)


def phone_key(phone: str) -> str:
    """Empty for what is too short to be the number of one person."""
    digits = _NOT_DIGITS.sub("", phone)
    digits = _PREFIX.sub("", digits).lstrip("0")
    return digits if len(digits) >= 8 else ""


def email_key(email: str) -> str:
    """The letter box behind the address: what stands behind a plus, and dots at Gmail, lead to the same."""
    local, at, domain = email.strip().lower().rpartition("@")
    if not at:
        return ""
    local = local.partition("+")[0]
    return f"{local.replace('.', '') if domain in _DOTS_DO_NOT_COUNT else local}@{domain}"


def are_alike(one: str, other: str) -> bool:
    """Two names in lower case without accents: a letter more, less or other, words in another order."""
    if sorted(one.split()) == sorted(other.split()):
        return True
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _people() -> list[_Person]:
    rows = Customer.objects.order_by("pk").values_list(
        "pk", "name_key", "email", "phone", "postcode", "house_number", "street"
    )
    return [
        _Person(pk, name, email_key(email), phone_key(phone), _address(postcode, house_number, street))
        for pk, name, email, phone, postcode, house_number, street in rows.iterator(chunk_size=5000)
    ]


def _address(postcode: str, house_number: str, street: str) -> tuple[str, str] | None:
    """By postcode and number, as streets are spelt in many ways."""
    number = plain(house_number or street[-6:]).replace(" ", "")
    if not postcode or not any(character.isdigit() for character in number):
        return None
    return plain(postcode).replace(" ", ""), number


def _found(people: list[_Person]) -> dict[Pair, list[str]]:
    found: dict[Pair, set[Reason]] = defaultdict(set)
    keys: dict[Reason, list[Hashable]] = {
        Reason.EMAIL: [person.email for person in people],
        Reason.PHONE: [person.phone for person in people],
        Reason.ADDRESS: [person.address and (person.address, person.words) for person in people],
    }
    for reason, values in keys.items():
        for group in _groups(zip(values, people, strict=True)):
            for one, other in combinations(group, 2):
                found[one.pk, other.pk].add(reason)
    for group in _groups((person.address, person) for person in people):
        for one, other in combinations(group, 2):
            if Reason.ADDRESS not in found.get((one.pk, other.pk), ()) and are_alike(one.name, other.name):
                found[one.pk, other.pk].add(Reason.SPELLING)
    return {pair: [reason.value for reason in Reason if reason in reasons] for pair, reasons in found.items()}


def _groups(keyed: Iterable[tuple[Hashable, _Person]]) -> Iterator[list[_Person]]:
    by_key: dict[Hashable, list[_Person]] = defaultdict(list)
    for key, person in keyed:
        if key:
            by_key[key].append(person)
    return (group for group in by_key.values() if 1 < len(group) <= _TOO_MANY)


def _score(reasons: Iterable[str]) -> int:
    return sum(_SCORES[Reason(reason)] for reason in reasons)


def _is_open(double: Double) -> bool:
    return double.state == Double.State.OPEN
