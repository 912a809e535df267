"""The site without what tenancy costs: no transaction, no setting, no row security.

Only for bench/tenant_cost.py.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import QuerySet

from garageflow.tenancy import active, middleware
from garageflow.tenancy.models import Garage

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "garageflow.settings")


@contextmanager
def garage_named(garages: QuerySet[Garage]) -> Iterator[Garage | None]:
    """Python knows the garage; the database is told nothing."""
    garage = garages.first()
    token = active._active.set(garage)
    try:
        yield garage
    finally:
        active._active.reset(token)


class _NoTransaction:
    @staticmethod
    def set_rollback(value: bool) -> None:
        return

    @staticmethod
    def get_rollback() -> bool:
        return False


_patched: Any = middleware
_patched.garage_found = garage_named
_patched.transaction = _NoTransaction
