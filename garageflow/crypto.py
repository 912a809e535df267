"""Encryption at rest for the few secrets of a garage (Car-Pass password, licence numbers, second factors).

`manage.py rotate_keys` (garageflow/keys) finds them by the types of their columns.
"""

from __future__ import annotations

from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]  # no generic at run time
    """Holds what `encrypt` made, or nothing. It decrypts nothing by itself: that is done where it is needed.

    Columns are named `encrypted_…`: exports leave them out by that name.
    """


class JSONWithSecretsField(models.JSONField):
    """JSON in which some values are what `encrypt` made."""


def encrypt(text: str) -> str:
    return _fernet().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Raises cryptography.fernet.InvalidToken for a value that none of the keys made."""
    return _fernet().decrypt(token.encode()).decode()


def rotate(token: str) -> str:
    """The same secret under the newest key (FIELD_ENCRYPTION_KEYS: newest first). Raises InvalidToken."""
    return _fernet().rotate(token.encode()).decode()


def is_of_newest_key(token: str) -> bool:
    try:
        Fernet(settings.FIELD_ENCRYPTION_KEYS[0]).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


@cache
def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_ENCRYPTION_KEYS])
