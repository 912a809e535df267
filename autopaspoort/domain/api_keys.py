"""Keys of the coupling, and calls that count once."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from autopaspoort.models import ApiCall, ApiKey
from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Garage

_BEGINS = "gf_"
# How long a repeated call is known again.
CALL_KEPT = timedelta(hours=24)


class KeyUsedForOther(DomainError):
    """The same Idempotency-Key came with another content."""


@transaction.atomic
def make_key(*, name: str, by: Actor) -> tuple[ApiKey, str]:
    """The key and its secret, which nobody can read again."""
    secret = _BEGINS + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(name=name, prefix=secret[:9], sha256=_hash(secret), created_by=by.member)
    record("autopaspoort.api_key_made", key, by=by, name=name)
    return key, secret


@transaction.atomic
def revoke_key(key: ApiKey, *, by: Actor) -> None:
    key = ApiKey.objects.select_for_update().get(pk=key.pk)
    if key.revoked_at is not None:
        return
    key.revoked_at = timezone.now()
    key.save(update_fields=["revoked_at"])
    record("autopaspoort.api_key_revoked", key, by=by, name=key.name)


def key_of_secret(secret: str) -> ApiKey | None:
    """The valid key of the active garage. A secret has 256 bits of chance: a plain hash is enough."""
    key = ApiKey.objects.valid().filter(sha256=_hash(secret)).first()
    if key is not None and key.last_used_on != active_garage().today():
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=active_garage().today())
    return key


@transaction.atomic
def once(
    key: ApiKey, idempotency_key: str, fingerprint: str, act: Callable[[], tuple[int, dict[str, Any]]]
) -> tuple[int, dict[str, Any]]:
    """Do it, or give the answer of the first time. The row waits for a call that is under way with the same
    key; a refused call leaves none. Raises KeyUsedForOther.
    """
    call, is_new = ApiCall.objects.get_or_create(
        api_key=key, idempotency_key=idempotency_key, defaults={"fingerprint": fingerprint}
    )
    if not is_new:
        if call.fingerprint != fingerprint:
            raise KeyUsedForOther(_("This Idempotency-Key was used for another call."))
        assert call.status is not None
        return call.status, call.answer
    call.status, call.answer = act()
    call.save(update_fields=["status", "answer"])
    return call.status, call.answer


def forget_calls(garage: Garage, night: date) -> int:
    """Nightly step."""
    deleted, _per_model = ApiCall.objects.filter(created_at__lt=timezone.now() - CALL_KEPT).delete()
    return deleted


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
