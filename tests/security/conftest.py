from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
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


@pytest.fixture
def calm(quiet: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path / "files")}},
    }


@pytest.fixture
def world(db: None, calm: None) -> World:
    return build_world()


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
