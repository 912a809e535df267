"""S4: row security is switched off on one table after another, and the leak tests must notice each time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import Error, connection, connections, models, transaction
from django.test.utils import CaptureQueriesContext

from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import TenantModel
from tests.security import routes
from tests.security.catalogue import RULE
from tests.security.doors import Door, door_to_theirs, known_routes
from tests.security.reporting import none_of
from tests.security.rows import tenant_models
from tests.security.visits import Visitor
from tests.security.world import World, build_world

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

_TOKEN = re.compile(r"\b[A-Za-z0-9]{64}\b")

# Tables without a key into another one, of which no page shows a row all the same; the probe notices them.
NOT_ON_A_PAGE = {
    "tenancy_numberseries": "the last number given out is shown nowhere",
    "autopaspoort_checktemplate": "asked for by kind of vehicle, and the garage's own comes first",
    "invoicing_issuedinvoice": "read by the key of convoy's invoice, which has its own lock",
    "stock_stockchange": "how many there are is a version of the stock, which no page shows",
    "stock_windowcards": "read by the key of its PDF order, which has its own lock",
    "mail_addressblock": "workers ask it before they send, no page shows it",
    "moving_in_oldnumber": "asked for by the numbers in a file that is taken over",
    "jobs_nightstep": "told in the words of the step, which the rows here do not have",
    "vehicles_lookup": "asked for by a plate in an address that the tests do not type",
}


@pytest.fixture
def world(transactional_db: None, calm: None) -> World:
    """Committed: the owner of the tables works beside it."""
    return build_world()


def test_every_missing_lock_is_noticed(world: World):
    visitor = Visitor(world, "owner")
    pages = _pages_by_table(visitor)
    by_probe, by_pages = set(), set()
    for model in tenant_models():
        table = model._meta.db_table
        assert not _reads_theirs(world, model)
        with _row_security_off(table):
            if _reads_theirs(world, model):
                by_probe.add(table)
            leak = next(
                (page for page in pages.get(table, []) if _look(visitor, page.door) != page.text), None
            )
        if leak is not None:
            assert _look(visitor, leak.door) == leak.text, f"{leak.door.route} changes by itself: see _look()"
            by_pages.add(table)

    tables = {model._meta.db_table for model in tenant_models()}
    none_of(tables - by_probe, hint="switched off unnoticed")
    silent = {model._meta.db_table for model in tenant_models() if _is_reached_by_a_key(model)}
    none_of(
        tables - by_pages - silent - set(NOT_ON_A_PAGE), hint="no page gives it away: why? (NOT_ON_A_PAGE)"
    )


def test_every_missing_check_of_what_is_written_is_noticed(world: World):
    unnoticed = []
    for model in tenant_models():
        assert _refuses_to_write_theirs(world, model), model
        with _check_off(model._meta.db_table):
            if _refuses_to_write_theirs(world, model):
                unnoticed.append(model._meta.db_table)

    none_of(unnoticed)


def _is_reached_by_a_key(model: type[models.Model]) -> bool:
    """Each row hangs on a row of another table, which has its own lock, or is the only one of its garage."""
    once = any(tuple(constraint.fields) == ("garage",) for constraint in _unique_constraints(model))
    return once or any(
        isinstance(field, models.ForeignKey)
        and not field.null
        and field.name != "garage"
        and issubclass(field.related_model, TenantModel)
        for field in model._meta.concrete_fields
    )


def _unique_constraints(model: type[models.Model]) -> list[models.UniqueConstraint]:
    return [one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]


@dataclass(frozen=True, slots=True)
class Page:
    """What stands at a door while all locks are on. Any change is a leak: a name, a row, a number."""

    door: Door
    text: str


def _pages_by_table(visitor: Visitor) -> dict[str, list[Page]]:
    """The owner's pages, with our own and with foreign arguments, by the tables they read."""
    pages: dict[str, list[Page]] = {}
    tables = {model._meta.db_table for model in tenant_models()}
    for door in _doors(visitor.world):
        with CaptureQueriesContext(connection) as queries:
            page = Page(door, _look(visitor, door))
        words = {word for query in queries for word in re.findall(r"\w+", query["sql"])}
        for table in words & tables:
            pages.setdefault(table, []).append(page)
    return pages


def _look(visitor: Visitor, door: Door) -> str:
    """Without what is another at each visit."""
    answer = visitor.knock("GET", door.path(visitor.world))
    return _TOKEN.sub("", f"{answer.status} {answer.location} {answer.text}")


def _doors(world: World) -> Iterator[Door]:
    for route in known_routes(world):
        if route.is_in_garage and ("owner" in route.roles or route.access == routes.PUBLIC):
            yield Door(route, "peeters")
            if (theirs := door_to_theirs(world, route)) is not None:
                yield theirs


def _reads_theirs(world: World, model: type[models.Model]) -> bool:
    with garage_active(world.ours.garage), connection.cursor() as cursor:
        cursor.execute(
            f'SELECT EXISTS (SELECT FROM "{model._meta.db_table}" WHERE garage_id = %s)',
            [world.theirs.garage.pk],
        )
        return bool(cursor.fetchone()[0])


def _refuses_to_write_theirs(world: World, model: type[models.Model]) -> bool:
    """Try to put a copy of one of our rows into the other garage."""
    columns = [
        field.column
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.generated and field.name != "garage"
    ]
    names = ", ".join(["garage_id", *(f'"{column}"' for column in columns)])
    values = ", ".join(["%s", *(f'"{column}"' for column in columns)])
    table = model._meta.db_table
    try:
        with garage_active(world.ours.garage), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" LIMIT 1',
                [world.theirs.garage.pk],
            )
    except Error as error:
        return "row-level security policy" in str(error)
    return False


@contextmanager
def _row_security_off(table: str) -> Iterator[None]:
    _as_owner(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')
    try:
        yield
    finally:
        _as_owner(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')


@contextmanager
def _check_off(table: str) -> Iterator[None]:
    _as_owner(f'ALTER POLICY garage ON "{table}" WITH CHECK (true)')
    try:
        yield
    finally:
        _as_owner(f'ALTER POLICY garage ON "{table}" WITH CHECK ({RULE})')


def _as_owner(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)
