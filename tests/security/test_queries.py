"""S16: a list asks the database at most twelve times, a page of one thing fifteen times, and both as often
with fifty rows of all as with a few.

Counted is every statement of the request, from the session and the user to the activation of the garage; left
out is what opens and closes transactions. A few rows: one in every state, so that no part of a page is empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from garageflow.tenancy.models import Feature, Garage, Role
from tests.factories import GarageFactory
from tests.security.arguments import UnknownArgument, values_for
from tests.security.carshare_values import subscribe
from tests.security.reporting import none_of
from tests.security.routes import Route, all_routes
from tests.security.rows import fill
from tests.security.world import Side, member_with

AT_MOST = 12
# Of one thing, with everything that belongs to it.
AT_MOST_OF_ONE = 15
MANY = 50

# What people add to an address, where the page without it asks less.
QUERIES = {"pages:search": "?q=1", "audit:list": "?event=jobs.job_planned"}
_TRANSACTION = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "BEGIN", "COMMIT")


@dataclass(slots=True)
class Place:
    side: Side
    clients: dict[str, Client] = field(default_factory=dict)

    def statements(self, route: Route, query: str = "") -> list[str]:
        """Those of one GET by somebody who may."""
        path = f"/g/{self.side.garage.slug}{route.path(values_for(route, self.side))}{query}"
        client = self._client_of(route.roles[0])
        with CaptureQueriesContext(connection) as captured:
            response = client.get(path)
            if response.streaming:
                b"".join(response)
        assert response.status_code in (200, 302, 404, 405), f"{path}: {response.status_code}"
        return [query["sql"] for query in captured if not query["sql"].startswith(_TRANSACTION)]

    def _client_of(self, role: str) -> Client:
        if role not in self.clients:
            self.clients[role] = Client()
            user = member_with(self.side.garage, [role])
            if role == Role.SUBSCRIBER:
                subscribe(self.side, user)
            self.clients[role].force_login(user)
        return self.clients[role]


@pytest.fixture
def few(db: None, calm: None) -> Place:
    return _place("few", count=1)


@pytest.fixture
def many(db: None, calm: None) -> Place:
    return _place("many", count=MANY)


def test_every_page_asks_seldom_and_as_often_with_many_rows(few: Place, many: Place):
    pages = [route for route in all_routes() if route.is_in_garage and route.roles]

    none_of(fault for route in pages for fault in faults(route, few, many))


@pytest.mark.usefixtures("bad_routes")
@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("bad/query-per-row/", "statements with few rows, "),
        ("bad/thirteen-queries/", " statements\n"),
    ],
)
def test_a_page_that_asks_too_often_is_found(few: Place, many: Place, pattern: str, fault: str):
    route = next(route for route in all_routes() if route.pattern == pattern)

    assert any(fault in found for found in faults(route, few, many))


def faults(route: Route, few: Place, many: Place) -> Iterator[str]:
    for query in {"", QUERIES.get(route.name, "")}:
        try:
            yield from _faults(route, query, few.statements(route, query), many.statements(route, query))
        except UnknownArgument:
            # A test of its own says so.
            return


def _faults(route: Route, query: str, with_few: list[str], with_many: list[str]) -> Iterator[str]:
    page = f"{route}{query}"
    if len(with_many) > (AT_MOST_OF_ONE if route.arguments else AT_MOST):
        yield "\n    ".join([f"{page}: {len(with_many)} statements", *(sql[:200] for sql in with_many)])
    if len(with_few) != len(with_many):
        longer = with_many if len(with_many) > len(with_few) else with_few
        counts = f"{page}: {len(with_few)} statements with few rows, {len(with_many)} with many"
        yield "\n    ".join([counts, *(sql[:200] for sql in longer)])


def _place(slug: str, *, count: int) -> Place:
    garage: Garage = GarageFactory(slug=slug, features=list(Feature.values))
    return Place(Side(garage, fill(garage, word=slug, count=count)))
