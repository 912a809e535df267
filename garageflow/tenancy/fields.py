from __future__ import annotations

from typing import Any

from django.db import models


class TenantForeignKey(models.ForeignKey):  # type: ignore[type-arg]  # no generic at run time
    """A foreign key between two tables of a garage.

    Django makes no constraint and no index for it: foreign-key checks of PostgreSQL ignore row security, so a
    plain one would let a row of one garage point into another. The migration adds the pair
    (garage_id, x_id) with PairForeignKey, and an index led by garage where one is needed.
    """

    def __init__(self, to: Any, on_delete: Any, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        kwargs["db_index"] = False
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        kwargs.pop("db_index", None)
        return name, path, args, kwargs
