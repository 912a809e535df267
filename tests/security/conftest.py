from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import transaction
from django.test import override_settings
from django.urls import clear_url_caches

from garageflow.documents import registry
from tests.security import routes
from tests.security.arguments import DEV_MAIL
from tests.security.special_values import DOCUMENT_SUBJECT
from tests.security.world import World, build_world


@pytest.fixture
def quiet() -> Iterator[None]:
    """Thousands of refused requests are not worth a line in the log each."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where private files lie."""
    return tmp_path_factory.mktemp("files")


@pytest.fixture
def calm(quiet: None, files: Path, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the demo, so that its pages are visited too; no rate limits; files in a folder of its own."""
    settings.DEMO = True
    monkeypatch.setitem(registry._subjects, DOCUMENT_SUBJECT.partition(":")[0], lambda _request, _row: True)
    # A visit's rows are rolled back; its files would not be.
    monkeypatch.setattr(FileSystemStorage, "delete", lambda _self, _name: None)
    settings.ACCOUNT_RATE_LIMITS = False
    settings.VAR_DIR = tmp_path
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.EMAIL_FILE_PATH.mkdir()
    (settings.EMAIL_FILE_PATH / f"{DEV_MAIL}.eml").write_bytes(
        b"Subject: Hello\r\nTo: a@garage.example\r\nContent-Type: text/html\r\n\r\n<p>Hello</p>\r\n"
    )
    settings.STORAGES = _storages(files)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any, files: Path) -> Iterator[World]:
    """The world, made once, in a transaction around the tests of a module: it takes seconds."""
    storages = override_settings(STORAGES=_storages(files), DEMO=True)
    with django_db_blocker.unblock(), storages, transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, db: None, calm: None) -> World:
    return built


def _storages(files: Path) -> dict[str, Any]:
    return {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": str(files)}},
    }


@pytest.fixture
def bad_routes(quiet: None, settings: Any) -> Iterator[None]:
    """Routes with one fault each, to see that the checks can fail."""
    settings.ROOT_URLCONF = "tests.security.bad_urls"
    settings.GARAGE_URLCONF = "tests.security.bad_urls_garage"
    clear_url_caches()
    routes.routes.cache_clear()
    yield
    clear_url_caches()
    routes.routes.cache_clear()
