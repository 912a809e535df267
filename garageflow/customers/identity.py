"""Who a customer is: the keys by which lists, forms and the search meet the same person again."""

from __future__ import annotations

import unicodedata

# Letters that stand for themselves in Unicode and that people type without their stroke or ligature.
_PLAIN_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "’": "'", "‘": "'"}
)
_KEY_LENGTH = 201


def name_key(last_name: str, first_name: str) -> str:
    """Sort and search key: "last first" in lower case, without accents, with single spaces."""
    return plain(f"{last_name} {first_name}")[:_KEY_LENGTH].rstrip()


def plain(text: str) -> str:
    """Lower case, without accents, with single spaces: for keys, and for what is looked up in them."""
    if text.isascii():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN_LETTERS))
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(letters.split())


def email_identity(email_key: str) -> str:
    """`email_key` is the e-mail address as typed by anybody; upper and lower case are the same person."""
    return f"e:{email_key.strip().lower()}"


def plate_identity(country: str, plate: str) -> str:
    """While the address is unusable: two people without an address are not one person. `plate` normalised."""
    return f"p:{country}:{plate}"
