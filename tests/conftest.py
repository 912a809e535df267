"""The cast of every test: garage Peeters (Flanders), garage Dubois that must stay unseen, their members."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client

from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Garage, Role
from tests.database import make_test_database
from tests.factories import GarageFactory, MemberFactory


@pytest.fixture(scope="session", autouse=True)
def compiled_messages() -> None:
    """A fresh clone has no .mo files, and tests read pages in three languages."""
    call_command("messages", "--compile")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A file made in a parametrization holds its time: two workers would not agree on its name."""
    return argname if isinstance(val, bytes) else None


# Playwright keeps an event loop in the thread of the tests, and Django then takes every query for a mistake.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Make the test database as its owner, and let the tests use it as the application's login."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    name = "_".join(filter(None, ["test_garageflow", os.environ.get("TEST_DB_SUFFIX"), worker]))
    with django_db_blocker.unblock():
        owner, default = connections["owner"], connections["default"]
        make_test_database(owner, name)
        for connection in (owner, default):
            connection.close()
            connection.settings_dict["NAME"] = settings.DATABASES[connection.alias]["NAME"] = name
            connection.settings_dict["TEST"]["NAME"] = name
    yield
    with django_db_blocker.unblock():
        default.close()
        owner.creation.destroy_test_db("garageflow", verbosity=0)


@pytest.fixture
def peeters(db: None) -> Garage:
    return GarageFactory(slug="peeters", name="Garage Peeters", country="BE", languages=["nl", "fr"])


@pytest.fixture
def dubois(db: None) -> Garage:
    return GarageFactory(slug="dubois", name="Garage Dubois", country="BE", languages=["fr", "nl"])


@pytest.fixture
def in_peeters(peeters: Garage) -> Iterator[Garage]:
    with garage_active(peeters) as garage:
        yield garage


def _actor(garage: Garage, role: Role) -> Actor:
    with garage_active(garage):
        return Actor.of_member(MemberFactory(roles=[role]))


@pytest.fixture
def owner(peeters: Garage) -> Actor:
    return _actor(peeters, Role.OWNER)


@pytest.fixture
def reception(peeters: Garage) -> Actor:
    return _actor(peeters, Role.RECEPTION)


@pytest.fixture
def mechanic(peeters: Garage) -> Actor:
    return _actor(peeters, Role.MECHANIC)


@pytest.fixture
def as_owner(owner: Actor) -> Client:
    return client_of(owner)


@pytest.fixture
def as_reception(reception: Actor) -> Client:
    return client_of(reception)


@pytest.fixture
def as_mechanic(mechanic: Actor) -> Client:
    return client_of(mechanic)


def client_of(actor: Actor) -> Client:
    assert actor.member is not None
    client = Client()
    client.force_login(actor.member.membership.user)
    return client
