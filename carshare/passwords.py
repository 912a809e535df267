"""The rules of a password, one by one, as the page shows them while somebody types."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from garageflow.accounts.password_words import WordsOfTheHouseValidator

SHORTEST = 12
LONGEST = 128
_ABOUT_HIM = ("email", "first_name", "last_name", "organisation")
# Made of those: the address before the @, and the names as one word.
_MADE = ("local_part", "full_name")
_RULES = (
    (_("at least 12 characters, spaces too"), MinimumLengthValidator(SHORTEST)),
    (_("not one that many people use"), CommonPasswordValidator()),
    (_("not made of words like “garage” or “password” alone"), WordsOfTheHouseValidator()),
    (
        _("not like your name, your address or your organisation"),
        UserAttributeSimilarityValidator(user_attributes=(*_ABOUT_HIM, *_MADE), max_similarity=0.7),
    ),
)


@dataclass(frozen=True, slots=True)
class Rule:
    words: str | Promise
    # None while nothing is typed yet.
    is_kept: bool | None


def rules_for(password: str, **about_him: str) -> list[Rule]:
    known = {name: about_him.get(name, "") for name in _ABOUT_HIM}
    made = (known["email"].partition("@")[0], known["first_name"] + known["last_name"])
    person = SimpleNamespace(**known, **dict(zip(_MADE, made, strict=True)), _meta=_NoFields)
    return [
        Rule(words, _keeps(validator, password, person) if password else None) for words, validator in _RULES
    ]


def is_good(password: str, **about_him: str) -> bool:
    return all(rule.is_kept for rule in rules_for(password, **about_him))


class _NoFields:
    """What the validator asks for the name of the field to blame."""

    @staticmethod
    def get_field(name: str) -> SimpleNamespace:
        return SimpleNamespace(verbose_name=name)


def _keeps(validator: object, password: str, person: object) -> bool:
    try:
        validator.validate(password[:LONGEST], person)  # type: ignore[attr-defined]  # all have it, no base class
    except ValidationError:
        return False
    return True
