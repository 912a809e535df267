"""E-mail addresses and their domains, read so strictly that two programs cannot read them differently.

A domain is compared as whole labels after IDNA, never as the ending of a text: `tester@hackedgarage.nl`
would pass that (github.com/RocketChat/Rocket.Chat/issues/2540, seen 2026-11-21).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import idna
from tldextract import TLDExtract

# What RFC 5321 calls a dot-string, without "%" and "!", by which old servers were told to send it elsewhere.
# A quoted local part may hold an "@" of its own, so it is refused though the standard knows it.
_LOCAL_PART = re.compile(r"[a-z0-9#$&'*+/=?^_`{|}~-]+(\.[a-z0-9#$&'*+/=?^_`{|}~-]+)*", re.ASCII)
_LONGEST_LOCAL_PART, _LONGEST_ADDRESS = 64, 254
_PROVIDERS = Path(__file__).parent / "mail_providers.txt"


class Malformed(Exception):
    """Not an address or domain, or one that is not worth the risk."""


def canonical_address(text: str) -> str:
    """The address in the one form in which it is kept, compared and written to. Raises Malformed."""
    local_part, at, domain = text.strip(" ").rpartition("@")
    if not at or len(local_part) > _LONGEST_LOCAL_PART or not local_part.isascii():
        raise Malformed
    local_part = local_part.lower()
    if not _LOCAL_PART.fullmatch(local_part):
        raise Malformed
    address = f"{local_part}@{canonical_domain(domain)}"
    if len(address) > _LONGEST_ADDRESS:
        raise Malformed
    return address


def canonical_domain(text: str) -> str:
    """Lower-case ASCII without a trailing dot, at least two labels. Raises Malformed."""
    if any(_turns_into_ascii(letter) for letter in text) or text.endswith(".."):
        raise Malformed
    try:
        domain = idna.encode(text.lower().removesuffix("."), strict=True).decode()
    except idna.IDNAError as error:
        raise Malformed from error
    if "." not in domain or domain.rpartition(".")[2].isdecimal():
        raise Malformed
    return domain


def domain_of(address: str) -> str:
    return address.rpartition("@")[2]


def parents_of(domain: str) -> list[str]:
    """a.b.garage.nl: b.garage.nl, garage.nl, nl."""
    labels = domain.split(".")
    return [".".join(labels[place:]) for place in range(1, len(labels))]


def is_public_suffix(domain: str) -> bool:
    """Below it anybody can have a domain: nl, co.uk, github.io."""
    found = _suffix_list()(domain)
    return not found.domain or "." not in domain


def is_mail_provider(domain: str) -> bool:
    """gmail.com, and also mail.gmail.com."""
    return not _mail_providers().isdisjoint((domain, *parents_of(domain)))


def _turns_into_ascii(letter: str) -> bool:
    """`ſ`, `K` (Kelvin), full-width letters and dots: they look foreign and are ordinary after mapping."""
    return not letter.isascii() and unicodedata.normalize("NFKC", letter).casefold().isascii()


@cache
def _suffix_list() -> TLDExtract:
    # The list that comes with the package: nothing is fetched and nothing is written.
    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@cache
def _mail_providers() -> frozenset[str]:
    lines = _PROVIDERS.read_text(encoding="ascii").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
