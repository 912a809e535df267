"""Passwords made of the words of this house alone: what somebody who knows the site tries first."""

from __future__ import annotations

import re
import string

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Documented in docs/security.md.
WORDS = (
    "autopaspoort",
    "wachtwoord",
    "garageflow",
    "motdepasse",
    "mecanicien",
    "carsharing",
    "passeport",
    "reception",
    "mecanique",
    "carflow",
    "carpass",
    "welcome",
    "welkom",
    "garage",
    "convoy",
    "password",
    "passport",
    "mechanic",
    "paspoort",
    "bonjour",
    "bienvenue",
    "voiture",
    "chauffeur",
    "admin",
    "owner",
    "demo",
    "auto",
)
_WORDS = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))
_AROUND = string.digits + string.punctuation + string.whitespace
# Digits for letters are the first thing that a guessing program turns back.
_LOOKS_LIKE = str.maketrans("013457@$éèê", "oieastaseee")


class WordsOfTheHouseValidator:
    """Refuses a password of which nothing is left without these words, digits and punctuation."""

    def validate(self, password: str, user: object = None) -> None:
        core = password.lower().strip(_AROUND)
        for text in (core, core.translate(_LOOKS_LIKE)):
            letters = re.sub(r"[^a-z]", "", text)
            if letters and not _WORDS.sub("", letters):
                raise ValidationError(self.get_help_text(), code="password_of_the_house")

    def get_help_text(self) -> str:
        return _("A password is not made of words like “garage” or “password” alone.")
