"""Rows of other tables inside the rows of one statement.

A page asks the database at most twelve times. Where it needs short lists of several tables about the same
rows, PostgreSQL hands them over as JSON inside these, and models are built from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, QuerySet
from django.db.models.functions import JSONObject

Row = TypeVar("Row", bound=Model)
Inner = TypeVar("Inner", bound=Model)


def rows_inside(rows: QuerySet[Any]) -> ArraySubquery:
    """All columns of `rows`, which name the outer row by OuterRef: read with `rows_of`."""
    names = [field.attname for field in rows.model._meta.concrete_fields]
    return ArraySubquery(rows.values(inside=JSONObject(**{name: name for name in names})))


def rows_of(model: type[Inner], found: Iterable[dict[str, Any]]) -> list[Inner]:
    """What `rows_inside` brought."""
    fields = model._meta.concrete_fields
    rows = []
    for values in found:
        row = model.from_db(
            None,
            [field.attname for field in fields],
            [field.to_python(values[field.attname]) for field in fields],
        )
        rows.append(row)
    return rows


def with_related(rows: QuerySet[Row], *names: str) -> list[Row]:
    """As `prefetch_related(*names)` for lists that point to `rows`, in the statement that reads these."""
    inner = {name: _relation(rows.model, name) for name in names}
    asked = {
        f"{name}_inside": rows_inside(
            model._default_manager.filter(**{column: OuterRef("pk")}).order_by("pk")
        )
        for name, (model, column) in inner.items()
    }
    found = list(rows.annotate(**asked))
    for row in found:
        for name, (model, _column) in inner.items():
            related = getattr(row, name).all()
            related._result_cache = rows_of(model, getattr(row, f"{name}_inside"))
            related._prefetch_done = True
            vars(row).setdefault("_prefetched_objects_cache", {})[name] = related
    return found


def _relation(model: type[Model], name: str) -> tuple[type[Model], str]:
    relation = model._meta.get_field(name)
    related = relation.related_model
    assert isinstance(related, type)
    return related, relation.field.name  # type: ignore[union-attr]
