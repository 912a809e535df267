"""Everything that points to a customer, read off the models: an app that is added later is moved too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, ForeignKey, Model, QuerySet, UniqueConstraint

from garageflow.customers.models import Customer, Double


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key to a customer."""

    model: type[Model]
    name: str

    def rows(self, *customers: Customer) -> QuerySet[Any]:
        return self.model._default_manager.filter(**{f"{self.name}__in": [row.pk for row in customers]})

    @property
    def words(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @property
    def key(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def unique_keys(self) -> Iterator[tuple[UniqueConstraint | None, list[str]]]:
        """Of each key that holds one row per customer: what else it is made of."""
        field = self.model._meta.get_field(self.name)
        if getattr(field, "unique", False):
            yield None, []
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and self.name in constraint.fields:
                yield constraint, [name for name in constraint.fields if name not in ("garage", self.name)]


def references() -> list[Reference]:
    """In a fixed order. Possible doubles are not moved but found anew: see merging."""
    found = [
        Reference(relation.related_model, relation.field.name)  # type: ignore[arg-type, union-attr]
        for relation in Customer._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and isinstance(relation.field, ForeignKey)  # type: ignore[union-attr]
    ]
    moved = [reference for reference in found if reference.model is not Double]
    return sorted(moved, key=lambda reference: reference.key)


def clashing(reference: Reference, kept: Customer, gone: Customer) -> list[tuple[Model, Model]]:
    """Rows of the two of which only one can stay: (that of `kept`, that of `gone`), each of `gone` once."""
    pairs: dict[int, tuple[Model, Model]] = {}
    for constraint, others in reference.unique_keys():
        rows = reference.rows(kept, gone)
        if constraint is not None and constraint.condition is not None:
            rows = rows.filter(constraint.condition)
        attnames = [_field(reference.model, name).attname for name in others]
        for mine, his in _pairs(rows.order_by("pk"), _field(reference.model, reference.name), attnames, kept):
            pairs.setdefault(his.pk, (mine, his))
    return list(pairs.values())


def _pairs(
    rows: Iterable[Model], to_customer: Field[Any, Any], others: list[str], kept: Customer
) -> Iterator[tuple[Model, Model]]:
    sides: dict[bool, dict[tuple[Any, ...], Model]] = {True: {}, False: {}}
    for row in rows:
        values = tuple(getattr(row, name) for name in others)
        # Two unknown values are not the same one.
        if None not in values:
            sides[getattr(row, to_customer.attname) == kept.pk][values] = row
    for values, his in sides[False].items():
        if values in sides[True]:
            yield sides[True][values], his


def _field(model: type[Model], name: str) -> Field[Any, Any]:
    field = model._meta.get_field(name)
    assert isinstance(field, Field)
    return field
