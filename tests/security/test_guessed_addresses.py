"""S6: private files have no address of their own; whoever guesses one gets nothing, whoever he is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from garageflow.documents.models import Document
from garageflow.tenancy.active import garage_active
from tests.security.doors import ALL_TESTS
from tests.security.world import ANONYMOUS, CANARY, OTHER_GARAGE, World

_STEPS = ("..", "%2e%2e", "..%2f..", "%252e%252e", "..;", "....//", "..\\", "%c0%ae%c0%ae")
_SECRETS = (
    "pyproject.toml",
    "garageflow/settings.py",
    ".git/config",
    "etc/passwd",
    ".env",
    "var/demo-logins.txt",
)
_ROOTS = ("/static/", "/static/css/", "/g/peeters/cars/photos/", "/g/peeters/documents/", "/dev/mail/", "/")
# What stands in these files.
_GIVEN_AWAY = (b"[tool.", b"INSTALLED_APPS", b"[core]", b"root:", b"SECRET_KEY", b"@peeters")


def _ways_out() -> Iterator[str]:
    for root, step, secret in product(_ROOTS, _STEPS, _SECRETS):
        yield f"{root}{step}/{secret}"
        yield f"{root}{'/'.join([step] * 6)}/{secret}"
    for secret in _SECRETS:
        yield f"/{secret}"
        yield f"//{secret}"
        yield f"/static//{settings.BASE_DIR}/{secret}"


def test_no_way_leads_out_of_the_static_files(world: World):
    client = world.client("owner")

    ways = list(_ways_out())
    given = [path for path in (ways if ALL_TESTS else ways[::9]) if _gives_away(client, path)]

    assert given == []


def _gives_away(client: Client, path: str) -> bool:
    response = client.get(path)
    content = b"".join(response) if response.streaming else response.content
    return response.status_code == 200 and any(secret in content for secret in _GIVEN_AWAY)


@pytest.mark.parametrize("person", [ANONYMOUS, OTHER_GARAGE, "owner", "customer"])
def test_a_file_has_no_address_but_that_of_its_document(world: World, person: str):
    """By its path in the store, under every root that could serve it."""
    client = world.client(person)
    with garage_active(world.theirs.garage):
        names = [str(name) for name in Document.objects.values_list("file", flat=True)[:5]]
    assert names
    roots = ("/", "/media/", "/files/", "/static/", "/documents/", "/g/peeters/files/", "/g/peeters/media/")

    answers = {root + name: client.get(root + name).status_code for root, name in product(roots, names)}

    assert {path: status for path, status in answers.items() if status != 404} == {}


@pytest.mark.parametrize("person", ["owner", "customer", ANONYMOUS])
def test_documents_next_to_ours_are_not_found(world: World, person: str):
    """Their numbers are those of a sequence; garages do not share what lies behind them."""
    client = world.client(person)
    with garage_active(world.theirs.garage):
        theirs = list(Document.objects.values_list("pk", flat=True)[:10])

    seen = [path for pk in theirs for path in _addresses_of(pk) if _is_shown(client, path)]

    assert theirs
    assert seen == []


def _addresses_of(pk: int) -> Iterator[str]:
    yield f"/g/peeters/documents/{pk}/"
    yield f"/g/peeters/cars/photos/{pk}-large.jpg"
    yield f"/my/peeters/documents/{pk}/"


def _is_shown(client: Client, path: str) -> bool:
    response = client.get(path)
    content = b"".join(response) if response.streaming else response.content
    return response.status_code == 200 or CANARY.encode() in content


def test_a_slug_is_written_one_way(world: World, settings: Any):
    client = world.client("owner")

    for path in (
        "/g/PEETERS/",
        "/g/peeters%00/",
        "/g/peeters/../dubois/",
        "/g/./peeters/",
        "/g//peeters/",
        "/g/ peeters/",
    ):
        assert client.get(path).status_code in (302, 404), path
        assert CANARY.encode() not in client.get(path).content
