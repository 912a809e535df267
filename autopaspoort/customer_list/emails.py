from __future__ import annotations

import re
from typing import NamedTuple

from email_validator import EmailNotValidError, validate_email

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*"
# Most addresses, in a fiftieth of the time. What it lets through email-validator accepts too; the rest is
# asked there, also what is so long that the limits of its parts (64 and 63) matter. No possessive
# quantifiers: before Python 3.11.5 groups of them match nothing (github.com/python/cpython/issues/106052).
_ORDINARY = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z]{{2,}}")
_ORDINARY_LENGTH = 64
MAX_LENGTH = 254


class Email(NamedTuple):
    text: str
    # By which two addresses are the same: lower case, the domain in ASCII. Also for an address that is of no
    # use.
    key: str
    is_usable: bool


def read_email(raw: str) -> Email:
    """`raw` without outer spaces.

    A local part with accents (`rené@…`) is not usable: hardly a mail server takes it, here it is nearly
    always a typing error, and our sender does not speak SMTPUTF8. A domain with accents is fine. Reserved
    domains (`.test`) are as good as others: whether an address exists only a mail can tell.
    """
    if len(raw) <= _ORDINARY_LENGTH and _ORDINARY.fullmatch(raw):
        return Email(raw, raw.lower(), True)
    unusable = Email(raw, raw.lower(), False)
    if raw.count("@") != 1 or len(raw) > MAX_LENGTH:
        return unusable
    try:
        checked = validate_email(
            raw,
            allow_smtputf8=False,
            check_deliverability=False,
            globally_deliverable=False,
            test_environment=True,
            strict=True,
        )
    except EmailNotValidError:
        return unusable
    if "." not in checked.ascii_domain or checked.ascii_email is None:
        return unusable
    return Email(raw, checked.ascii_email.lower(), True)
