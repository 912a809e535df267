"""S3: what the database itself says about the isolation of garages (spec 60 §3)."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError, connection, models, transaction

from garageflow.tenancy.active import garage_active
from garageflow.tenancy.grants import APPEND_ONLY, READ_ONLY
from garageflow.tenancy.models import TenantForeignKey, TenantModel
from tests.security.catalogue import Catalogue
from tests.security.rows import tenant_models, text_columns
from tests.security.shared_tables import SHARED_TABLES
from tests.security.special_values import SPECIAL_VALUES
from tests.security.world import CANARY, FOREIGN_ID, World

pytestmark = pytest.mark.django_db

CHANGING = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def catalogue(db: None) -> Catalogue:
    return Catalogue(connection)


def test_every_table_has_row_security_or_a_reason_to_have_none(catalogue: Catalogue):
    hint = "run EnableRowSecurity in the migration that makes it, or give the reason in shared_tables.py"

    assert catalogue.open_tables() == set(), hint


def test_no_reason_is_left_over(catalogue: Catalogue):
    assert set(SHARED_TABLES) - catalogue.tables() == set()


def test_tables_of_a_garage_are_the_tables_of_tenant_models(catalogue: Catalogue):
    assert {model._meta.db_table for model in tenant_models()} == catalogue.tenant_tables()


def test_every_unique_key_and_index_is_led_by_garage(catalogue: Catalogue):
    assert catalogue.indexes_not_led_by_garage() == set()


def test_indexes_can_be_used_under_row_security(catalogue: Catalogue):
    assert catalogue.indexes_without_leakproof_operator() == []
    assert catalogue.indexes_on_expressions() == []
    assert catalogue.rows("SELECT proleakproof FROM pg_proc WHERE proname = 'starts_with'") == [(True,)]


def test_foreign_keys_of_a_garage_are_led_by_garage(catalogue: Catalogue):
    assert catalogue.foreign_keys_not_led_by_garage() == []


def test_no_shared_table_points_into_a_garage(catalogue: Catalogue):
    assert catalogue.foreign_keys_into_garages() == []


def test_every_tenant_foreign_key_has_its_pair(catalogue: Catalogue):
    assert catalogue.missing_pairs() == [], "add these to the migration"


def test_there_are_no_views_functions_or_triggers_but_those_that_keep_copies(catalogue: Catalogue):
    assert catalogue.views_functions_and_triggers() == []
    assert catalogue.functions_with_other_rights() == []


def test_tenant_models_point_to_each_other_by_tenant_foreign_keys():
    plain = [
        f"{model._meta.label}.{field.name}"
        for model in tenant_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and not isinstance(field, TenantForeignKey)
        and field.name != "garage"
    ]

    assert plain == []


def test_no_shared_model_points_to_a_tenant_model():
    pointing = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if not issubclass(model, TenantModel)
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and issubclass(field.related_model, TenantModel)
    ]

    assert pointing == []


def test_many_to_many_fields_of_tenant_models_go_through_a_tenant_model():
    loose = [
        f"{model._meta.label}.{field.name}"
        for model in tenant_models()
        for field in model._meta.many_to_many
        if not issubclass(field.remote_field.through, TenantModel)
    ]

    assert loose == []


def test_the_application_is_an_ordinary_login(catalogue: Catalogue):
    assert catalogue.rows(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles"
        " WHERE rolname = current_user"
    ) == [(False, False, False, False, False)]
    assert not catalogue.rows(
        "SELECT rolname FROM pg_roles"
        " WHERE rolname <> current_user AND pg_has_role(current_user, oid, 'MEMBER')"
    )
    assert settings.DATABASES["owner"]["USER"] != settings.DATABASES["default"]["USER"]


def test_the_application_owns_nothing(catalogue: Catalogue):
    assert catalogue.owned() == []


def test_the_application_has_no_right_that_passes_row_security_by(catalogue: Catalogue):
    """TRUNCATE ignores it; REFERENCES, TRIGGER and CREATE are ways round it."""
    assert catalogue.rights("TRUNCATE", "REFERENCES", "TRIGGER") == set()
    assert catalogue.rows("SELECT has_schema_privilege('public', 'CREATE')") == [(False,)]


def test_the_application_may_use_every_table(catalogue: Catalogue):
    """Grants are applied after every migrate: a table without them is a page that breaks."""
    may_not_change = APPEND_ONLY | READ_ONLY
    expected = {(table, "SELECT") for table in catalogue.tables()}
    expected |= {(table, change) for table in catalogue.tables() - may_not_change for change in CHANGING}
    expected |= {(table, "INSERT") for table in APPEND_ONLY}

    assert catalogue.rights("SELECT", *CHANGING) == expected


@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_what_is_only_added_stays_as_it_is(catalogue: Catalogue, peeters: Any, table: str, change: str):
    with (
        garage_active(peeters),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        catalogue.rows(change.format(table))


def test_every_audit_table_is_append_only():
    assert {model._meta.db_table for model in apps.get_app_config("audit").get_models()} <= APPEND_ONLY


def test_every_text_column_of_another_garage_holds_the_canary(world: World):
    """What the leak tests look for is really there."""
    without = [
        f"{model._meta.label}.{field.name}"
        for model in tenant_models()
        for field in text_columns(model)
        if CANARY not in str(getattr(world.theirs.first(model), field.name))
        and field.name not in SPECIAL_VALUES.get(model._meta.label, {})
        and (getattr(field, "max_length", None) or 1000) >= len(f"{FOREIGN_ID}{CANARY}")
    ]

    assert without == []
