"""Secrets in links and cookies: what is kept in the database is their hash."""

from __future__ import annotations

import hashlib
import secrets

from django.utils.crypto import salted_hmac


def new_key() -> str:
    """256 bits, fit for a cookie."""
    return secrets.token_urlsafe(32)


def hash_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def validation_token(nonce: str) -> str:
    """The secret in a validation link.

    Whoever has the site's secret key can make it again from `nonce`, and nobody else can: the worker writes
    the link when the mail goes out, and no table keeps it.
    """
    return salted_hmac("carshare.validation", nonce, algorithm="sha256").hexdigest()
