from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Garage, Role
from tests.conftest import client_of
from tests.factories import MemberFactory

HTMX = {"HX-Request": "true"}
# What a page may cost, with its shell (spec 60, S16). A test's savepoints are none of its own.
MOST_QUERIES = 12


@pytest.fixture
def as_sales(peeters: Garage) -> Client:
    return _as(peeters, Role.SALES)


@pytest.fixture
def as_dispatcher(peeters: Garage) -> Client:
    return _as(peeters, Role.DISPATCHER)


@pytest.fixture
def as_dubois(dubois: Garage) -> Client:
    return _as(dubois, Role.OWNER)


@pytest.fixture
def count_queries() -> Callable[[Client, str], int]:
    def count(client: Client, address: str) -> int:
        with CaptureQueriesContext(connection) as context:
            assert client.get(address).status_code == 200
        # Each request sets the garage once; the test's own activation is restored after it.
        own = ("SAVEPOINT", "RELEASE SAVEPOINT", "SELECT set_config")
        return 1 + sum(not query["sql"].startswith(own) for query in context.captured_queries)

    return count


def _as(garage: Garage, role: Role) -> Client:
    with garage_active(garage):
        return client_of(Actor.of_member(MemberFactory(roles=[role])))
