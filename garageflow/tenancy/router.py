from __future__ import annotations

from typing import Any


class OwnerRouter:
    """Tables are made by the owner's login only; everything else goes through `default`."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"

    def allow_relation(self, obj1: Any, obj2: Any, **hints: Any) -> bool:
        return True
