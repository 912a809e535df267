"""Customers with names and addresses as one meets them in Flanders, Wallonia and the Netherlands."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from garageflow.customers.identity import plain

_MOST = 0.94
_TOWN = re.compile(r"(\d{4}(?: [A-Z]{2})?) (.+)")


@dataclass(frozen=True, slots=True)
class Person:
    first_name: str
    last_name: str
    email: str
    street: str
    house_number: str
    postcode: str
    city: str
    phone: str
    language: str


def invent_people(slug: str, count: int, random: Random) -> list[Person]:
    """`count` people around one of the demo garages, each with an e-mail address of his own."""
    region = _Region(slug)
    return [region.invent(random) for _number in range(count)]


def abroad(person: Person, country: str, random: Random) -> Person:
    """The same person living in another country."""
    street, postcode, city = random.choice(_regions()["abroad"][country])
    return replace(person, street=street, postcode=postcode, city=city)


@cache
def _regions() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("regions.toml").read_text(encoding="utf-8"))


class _Region:
    def __init__(self, slug: str) -> None:
        facts = _regions()[slug]
        self._first_names = _words(facts["first_names"])
        self._last_names = _words(facts["last_names"])
        self._streets = _words(facts["streets"])
        self._mail_domains = _words(facts["mail_domains"])
        self._towns: list[str] = facts["towns"]
        self._languages = facts["language"], facts["other_language"]
        self._is_dutch = slug == "dewit"
        self._taken: set[str] = set()

    def invent(self, random: Random) -> Person:
        first_name, last_name = random.choice(self._first_names), random.choice(self._last_names)
        found = _TOWN.fullmatch(random.choice(self._towns))
        assert found is not None
        return Person(
            first_name=first_name,
            last_name=last_name,
            email=self._email(first_name, last_name, random),
            street=random.choice(self._streets),
            house_number=_house_number(random),
            postcode=found[1],
            city=found[2],
            phone=self._phone(random) if random.random() < 0.7 else "",
            language=self._languages[random.random() > _MOST],
        )

    def _email(self, first_name: str, last_name: str, random: Random) -> str:
        name = f"{_letters(first_name)}.{_letters(last_name)}"
        domain = random.choice(self._mail_domains)
        email = f"{name}@{domain}"
        while email in self._taken:
            email = f"{name}{random.randrange(50, 99)}@{domain}"
        self._taken.add(email)
        return email

    def _phone(self, random: Random) -> str:
        if self._is_dutch:
            return f"06 {random.randrange(1000, 9999)} {random.randrange(1000, 9999)}"
        pairs = [str(random.randrange(10, 99)) for _pair in range(3)]
        return f"04{random.randrange(60, 99)} {' '.join(pairs)}"


def _words(text: str) -> list[str]:
    return [word.replace("_", " ") for word in text.split()]


def _letters(name: str) -> str:
    return "".join(letter for letter in plain(name) if letter.isalpha())


def _house_number(random: Random) -> str:
    number = str(random.randrange(1, 190))
    return number + random.choice(("", "a", "b", " bus 2", "-3")) if random.random() < 0.25 else number
