"""What every model and migration keeps to (house style §5 and §14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.db.migrations import CreateModel
from django.db.migrations.loader import MigrationLoader

from garageflow.tenancy.operations import EnableRowSecurity, MoveTenantTable
from tests.security.reporting import none_of
from tests.security.rows import tenant_models
from tests.security.shared_tables import SHARED_TABLES

PACKAGES = ("garageflow", "autopaspoort", "stock", "carpass", "convoy", "carshare")


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in PACKAGES]


def our_migrations() -> Iterator[tuple[str, str, object]]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for (label, name), migration in sorted(loader.disk_migrations.items()):
        if migration.__module__.split(".")[0] in PACKAGES:
            yield label, name, migration


@pytest.mark.django_db(databases=["default", "owner"])
def test_no_migration_is_missing():
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


def test_every_migration_is_named_for_what_it_changes():
    none_of(
        f"{label} {name}"
        for label, name, _migration in our_migrations()
        if not re.fullmatch(r"\d{4}_[a-z][a-z0-9_]*", name) or "auto_" in name
    )


def test_migrations_of_an_app_are_numbered_without_gaps():
    numbers: dict[str, list[int]] = {}
    for label, name, _migration in our_migrations():
        numbers.setdefault(label, []).append(int(name[:4]))

    assert numbers == {label: list(range(1, len(found) + 1)) for label, found in numbers.items()}


def test_a_new_table_of_a_garage_is_locked_in_the_migration_that_makes_it():
    tables = {model._meta.label_lower: model._meta.db_table for model in tenant_models()}
    made = {
        tables[f"{label}.{operation.name_lower}"]: migration
        for label, _name, migration in our_migrations()
        for operation in migration.operations
        if isinstance(operation, CreateModel) and f"{label}.{operation.name_lower}" in tables
    }
    locked = {
        (operation.table, migration)
        for _label, _name, migration in our_migrations()
        for operation in migration.operations
        if isinstance(operation, EnableRowSecurity)
    }

    none_of(table for table, migration in made.items() if (table, migration) not in locked)
    # One that came from another app was locked there.
    moved = {
        operation.table
        for _label, _name, migration in our_migrations()
        for operation in migration.operations
        if isinstance(operation, MoveTenantTable)
    }
    none_of(set(tables.values()) - set(made) - moved, hint="made by no migration")


def test_every_choice_is_a_constraint_too():
    """Whoever writes: an import, a shell, a statement by hand (house style §14)."""
    none_of(
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.concrete_fields
        if field.choices
        and not any(_is_about(constraint, field.name) for constraint in model._meta.constraints)
    )


def test_every_model_says_what_it_is():
    """Admin, audit and logs show it."""
    none_of(model._meta.label for model in our_models() if model.__str__ is models.Model.__str__)


def test_money_and_moments_have_the_types_that_were_agreed():
    """bigint cents or Decimal, never binary fractions; moments with a time zone."""
    none_of(
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.concrete_fields
        if (isinstance(field, models.FloatField) and not _is_a_degree(field)) or _is_misnamed_moment(field)
    )


def test_people_stand_in_tables_of_a_garage():
    """A shared table with a name, a telephone number or an address would be seen by all garages."""
    personal = re.compile(r"^(first_|last_)?name$|phone|street|postcode|city|vin|plate|licence")
    allowed = {
        "tenancy.Garage.name": "the business, as on its front",
        "tenancy.Garage.phone": "the business, as on its letters",
        "jobs.Heartbeat.name": "a worker or the beat",
    }
    none_of(
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        if model._meta.db_table in SHARED_TABLES
        for field in model._meta.concrete_fields
        if personal.search(field.name) and f"{model._meta.label}.{field.name}" not in allowed
    )


def _is_about(constraint: models.BaseConstraint, name: str) -> bool:
    return isinstance(constraint, models.CheckConstraint) and any(
        leaf == name or leaf.startswith(f"{name}__") for leaf in _leaves(constraint.condition)
    )


def _leaves(condition: models.Q) -> Iterator[str]:
    for child in condition.children:
        if isinstance(child, models.Q):
            yield from _leaves(child)
        else:
            yield child[0]


def _is_a_degree(field: models.Field[Any, Any]) -> bool:
    return field.name.endswith(("latitude", "longitude"))


def _is_misnamed_moment(field: models.Field[Any, Any]) -> bool:
    is_moment = isinstance(field, models.DateTimeField)
    return is_moment and not re.search(r"(_at|^at|_until|_for|_after|since|last_login)$", field.name)
