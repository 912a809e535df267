"""Each check of the catalogue finds what it looks for. What is made here is rolled back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from tests.security.catalogue import Catalogue

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture
def bad_catalogue(db: None) -> Catalogue:
    return Catalogue(connections["owner"])


_TABLE = "CREATE TABLE bad (id bigint primary key, garage_id bigint not null{})"
_POLICY = "CREATE POLICY garage ON bad USING (garage_id = current_setting('garageflow.garage_id')::bigint)"


@pytest.mark.parametrize(
    "statements",
    [
        [_TABLE.format("")],
        [_TABLE.format(""), "ALTER TABLE bad ENABLE ROW LEVEL SECURITY"],
        [_TABLE.format(""), "ALTER TABLE bad ENABLE ROW LEVEL SECURITY", _POLICY],
        [_TABLE.format(""), "ALTER TABLE bad ENABLE ROW LEVEL SECURITY", f"{_POLICY} WITH CHECK (true)"],
        [
            "CREATE TABLE bad (garage_id bigint)",
            "ALTER TABLE bad ENABLE ROW LEVEL SECURITY",
            f"{_POLICY} WITH CHECK (garage_id = current_setting('garageflow.garage_id')::bigint)",
        ],
    ],
)
def test_a_table_without_the_whole_lock_is_found(bad_catalogue: Catalogue, statements: list[str]):
    _run(bad_catalogue, *statements)

    assert bad_catalogue.open_tables() == {"bad"}


@pytest.mark.parametrize(
    ("statement", "find", "found"),
    [
        (_TABLE.format(", x text unique"), Catalogue.indexes_not_led_by_garage, {"bad_x_key"}),
        (
            _TABLE.format(", x numeric, unique (garage_id, x)"),
            Catalogue.indexes_without_leakproof_operator,
            [("bad_garage_id_x_key", "numeric")],
        ),
        (
            _TABLE.format(", v bigint references vehicles_vehicle"),
            Catalogue.foreign_keys_not_led_by_garage,
            ["bad ('v',) -> vehicles_vehicle ('id',)"],
        ),
        (
            "ALTER TABLE mail_platformmail ADD v bigint REFERENCES vehicles_vehicle",
            Catalogue.foreign_keys_into_garages,
            ["mail_platformmail ('v',) -> vehicles_vehicle"],
        ),
        (
            "ALTER TABLE autopaspoort_passport DROP CONSTRAINT autopaspoort_passport_vehicle_id_pair",
            Catalogue.missing_pairs,
            ['PairForeignKey("autopaspoort_passport", "vehicle_id", "vehicles_vehicle")'],
        ),
        (
            "CREATE VIEW bad AS SELECT * FROM vehicles_vehicle",
            Catalogue.views_functions_and_triggers,
            ["bad"],
        ),
        (
            "CREATE FUNCTION bad() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
            Catalogue.functions_with_other_rights,
            ["bad"],
        ),
        (
            "CREATE MATERIALIZED VIEW bad AS SELECT * FROM vehicles_vehicle",
            Catalogue.views_functions_and_triggers,
            ["bad"],
        ),
    ],
)
def test_a_fault_in_the_catalogue_is_found(
    bad_catalogue: Catalogue, statement: str, find: Callable[[Catalogue], Any], found: Any
):
    _run(bad_catalogue, statement)

    assert find(bad_catalogue) == found


def test_an_index_on_an_expression_is_found(bad_catalogue: Catalogue):
    _run(bad_catalogue, _TABLE.format(", x text"), "CREATE INDEX bad_upper ON bad (garage_id, upper(x))")

    assert bad_catalogue.indexes_on_expressions() == ["bad_upper"]


def test_an_owner_is_found(bad_catalogue: Catalogue):
    assert "vehicles_vehicle" in bad_catalogue.owned()


def _run(catalogue: Catalogue, *statements: str) -> None:
    with catalogue.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
