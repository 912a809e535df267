"""Rows of every table of a garage, made without knowing the tables: a new model is filled from its first day.

Each text column holds the garage's word, so a page that shows anything of another garage gives itself away.
What a model needs beyond its field types (a form of JSON, a check constraint) stands in special_values.py.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.db import models
from django.db.models import NOT_PROVIDED
from django.utils import timezone

from garageflow.audit.models import Entry
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage, TenantModel
from tests.security.special_values import SPECIAL_VALUES, Row

# The database copies facts of the vehicle into them.
FILLED_BY_TRIGGERS = ("stock.Listing",)

Rows = dict[type[models.Model], list[models.Model]]


def tenant_models() -> list[type[TenantModel]]:
    """All of them, each after those it points to."""
    waiting = [model for model in apps.get_models() if issubclass(model, TenantModel)]
    known = set(waiting)
    ordered: list[type[TenantModel]] = []
    while waiting:
        ready = [
            model
            for model in waiting
            if all(
                target in ordered or target is model or target not in known
                for target in (field.related_model for field in _foreign_keys(model) if not field.null)
            )
        ]
        if not ready:
            raise ValueError(f"These models need each other: {waiting}")
        ordered.extend(ready)
        waiting = [model for model in waiting if model not in ordered]
    return ordered


def fill(
    garage: Garage, *, word: str, count: int = 1, first_number: int = 1, payloads: tuple[str, ...] = ()
) -> Rows:
    """`count` rows of every table, and at least one in every state.

    Half of the rows have parents of their own, half share the first one, so that lists and details both grow.
    """
    rows: Rows = {}
    with garage_active(garage):
        for model in _in_order_of_making():
            wanted = 1 if _is_once_per_garage(model) else max(count, _rows_needed(model))
            if model is Entry:
                # One about each kind of object at least.
                wanted = max(wanted, len(rows))
            wanted = min([wanted, *_single_parents(model, rows)])
            rows[model] = [
                _make(model, Row(garage, word, number, first_number, payloads), rows)
                for number in range(wanted)
            ]
    return rows


def _in_order_of_making() -> list[type[TenantModel]]:
    """The audit is about all the others, though no key says so."""
    return sorted(tenant_models(), key=lambda model: model is Entry)


def text_columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns in which a person's words could stand."""
    return [field for field in model._meta.concrete_fields if _is_free_text(field)]


def _make(model: type[models.Model], row: Row, rows: Rows) -> models.Model:
    special = SPECIAL_VALUES.get(model._meta.label, {})
    values: dict[str, Any] = {"pk": row.serial} if row.has_chosen_keys else {}
    for field in model._meta.concrete_fields:
        if field.primary_key or field.generated or field.name == "garage":
            continue
        if field.name in special:
            maker = special[field.name]
            values[field.name] = maker(row, rows) if callable(maker) else maker
        else:
            value = _value(model, field, row, rows)
            if value is not NOT_PROVIDED:
                values[field.name] = value
    made: models.Model = model._default_manager.create(**values)
    if model._meta.label in FILLED_BY_TRIGGERS:
        made.refresh_from_db()
    return made


def _value(model: type[models.Model], field: models.Field[Any, Any], row: Row, rows: Rows) -> Any:
    if isinstance(field, models.ForeignKey):
        return _parent(model, field, row, rows)
    if field.choices:
        return _choice(field, row)
    if _is_free_text(field):
        return _text(field, row)
    if field.has_default() or field.null:
        return NOT_PROVIDED
    for kind, make in _MAKERS:
        if isinstance(field, kind):
            return make(field, row)
    raise ValueError(f"tests/security/rows.py cannot fill {model._meta.label}.{field.name}: add it there.")


def _parent(model: type[models.Model], field: models.ForeignKey[Any, Any], row: Row, rows: Rows) -> Any:
    candidates = rows.get(field.related_model, [])
    if not candidates:
        if field.null:
            return None
        raise ValueError(
            f"Nothing to point {model._meta.label}.{field.name} at:"
            " say what in tests/security/special_values.py"
        )
    needs_its_own = field.unique or field.name in _fields_that_must_differ(model)
    shared = row.number % 2 and not needs_its_own
    return candidates[0 if shared else row.number % len(candidates)]


def _single_parents(model: type[models.Model], rows: Rows) -> Iterable[int]:
    """How many rows there are to have one of this model each."""
    return (
        len(rows[field.related_model])
        for field in _foreign_keys(model)
        if field.unique and not field.null and field.related_model in rows
    )


def _fields_that_must_differ(model: type[models.Model]) -> set[str]:
    """Foreign keys in a unique constraint that has nothing else to tell two rows apart.

    A choice has few values, and a special value may be the same in every row.
    """
    special = SPECIAL_VALUES.get(model._meta.label, {})
    names: set[str] = set()
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            fields = [model._meta.get_field(name) for name in constraint.fields if name != "garage"]
            keys = {field.name for field in fields if isinstance(field, models.ForeignKey)}
            others = [field for field in fields if field.name not in keys]
            if all(field.choices or not callable(special.get(field.name, len)) for field in others):
                names |= keys
    return names


def _is_once_per_garage(model: type[models.Model]) -> bool:
    return any(
        isinstance(constraint, models.UniqueConstraint) and tuple(constraint.fields) == ("garage",)
        for constraint in model._meta.constraints
    )


def _is_free_text(field: models.Field[Any, Any]) -> bool:
    if field.choices:
        return False
    if isinstance(field, ArrayField):
        return _is_free_text(field.base_field)
    if isinstance(field, models.FileField):
        return False
    return isinstance(field, models.CharField | models.TextField | models.JSONField)


def _text(field: models.Field[Any, Any], row: Row) -> Any:
    if isinstance(field, ArrayField):
        return [_text(field.base_field, row)]
    if isinstance(field, models.JSONField):
        return {row.word: row.text_within(None)}
    if isinstance(field, models.EmailField) or field.name in ("email", "to", "email_key"):
        return row.email
    return row.text_within(field.max_length)


def _choice(field: models.Field[Any, Any], row: Row) -> Any:
    choices = [value for value, _label in field.flatchoices]
    return choices[row.number % len(choices)]


def _rows_needed(model: type[models.Model]) -> int:
    """One for each choice, its own or of a model that needs a row of this one for each of its rows."""
    partners = [
        other
        for other in tenant_models()
        for field in _foreign_keys(other)
        if field.one_to_one and field.related_model is model
    ]
    return max(_longest_choice(one) for one in (model, *partners))


def _longest_choice(model: type[models.Model]) -> int:
    return max((len(field.flatchoices) for field in model._meta.concrete_fields), default=1) or 1


def _foreign_keys(model: type[models.Model]) -> Iterable[models.ForeignKey[Any, Any]]:
    return (field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey))


_MAKERS: tuple[tuple[type[models.Field[Any, Any]], Callable[[Any, Row], Any]], ...] = (
    (ArrayField, lambda field, row: [_choice(field.base_field, row)]),
    (models.FileField, lambda _field, row: ContentFile(row.text.encode(), name="file")),
    (models.BooleanField, lambda _field, _row: False),
    (models.DateTimeField, lambda _field, row: timezone.now() - timedelta(minutes=row.number)),
    (models.DateField, lambda _field, row: timezone.now().date() - timedelta(days=row.number)),
    (models.SmallIntegerField, lambda _field, row: row.number + 1),
    (models.IntegerField, lambda _field, row: row.serial),
    (models.DecimalField, lambda _field, row: row.serial),
    (models.FloatField, lambda _field, row: float(row.serial)),
    (models.UUIDField, lambda _field, _row: uuid.uuid4()),
    (models.BinaryField, lambda _field, row: row.text.encode()),
    (models.GenericIPAddressField, lambda _field, _row: "127.0.0.1"),
)
