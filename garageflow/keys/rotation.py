"""Secrets come under the newest key, garage by garage, while the site is in use.

A run that was interrupted is simply started again: what is under the newest key already is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.db import models, transaction

from garageflow.crypto import EncryptedTextField, JSONWithSecretsField, is_of_newest_key, rotate
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage, TenantModel

_BATCH = 500
# How each begins: version and time of a Fernet token (its specification), in Base64.
_TOKEN = "gAAAA"  # noqa: S105  # how all of them begin
# Keys of JSON: ours, and allauth's.
_SECRET = re.compile(r"^encrypted_|^(secret|seed|migrated_codes)$")


@dataclass(frozen=True, slots=True)
class Place:
    """A column that holds secrets."""

    model: type[models.Model]
    field: str

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.field}"


@dataclass(slots=True)
class Found:
    """How many secrets there are, by the key that made them; rows that none of the keys can read."""

    newest: int = 0
    older: int = 0
    unreadable: list[int] = field(default_factory=list)


def places() -> Iterator[Place]:
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, EncryptedTextField | JSONWithSecretsField):
                yield Place(model, column.name)
    # allauth's own: the secrets of authenticator apps, encrypted by members/adapter.py.
    yield Place(Authenticator, "data")


def rotate_place(place: Place, *, writes: bool = True) -> Found:
    """Look at every secret of this column, and bring the older ones under the newest key if `writes`."""
    found = Found()
    for activate in _scopes(place.model):
        last = 0
        while True:
            with activate():
                rows = list(_batch(place, after=last))
                changed = [row for row in rows if _rotate_row(row, place.field, found)]
                if writes and changed:
                    place.model._base_manager.bulk_update(changed, [place.field])
            if not rows:
                break
            last = rows[-1].pk
    return found


def _scopes(model: type[models.Model]) -> Iterator[Callable[[], AbstractContextManager[Any]]]:
    """What to open for each batch: the garages one after the other, or a plain transaction."""
    if not issubclass(model, TenantModel):
        yield transaction.atomic
        return
    for garage in Garage.objects.order_by("pk").iterator():
        yield partial(garage_active, garage)


def _batch(place: Place, *, after: int) -> models.QuerySet[Any]:
    """Locked, so that a secret which is changed at the same time is not overwritten."""
    rows = place.model._base_manager.filter(pk__gt=after).order_by("pk")
    return rows.select_for_update(of=("self",)).only("pk", place.field)[:_BATCH]


def _rotate_row(row: models.Model, name: str, found: Found) -> bool:
    """True if the row holds another value now."""
    try:
        value = _rotated(getattr(row, name), found)
    except InvalidToken:
        found.unreadable.append(row.pk)
        return False
    is_changed: bool = value != getattr(row, name)
    setattr(row, name, value)
    return is_changed


def _rotated(value: Any, found: Found) -> Any:
    if isinstance(value, dict):
        return {key: _rotated(part, found) if _SECRET.search(key) else part for key, part in value.items()}
    if isinstance(value, list):
        return [_rotated(part, found) for part in value]
    if not isinstance(value, str) or not value.startswith(_TOKEN):
        return value
    if is_of_newest_key(value):
        found.newest += 1
        return value
    value = rotate(value)
    found.older += 1
    return value
