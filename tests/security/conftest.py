from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.urls import clear_url_caches

from tests.security import routes
from tests.security.world import World, build_world

ALL_TESTS = os.environ.get("GARAGEFLOW_ALL_TESTS") == "1"


@pytest.fixture
def calm(settings: Any, tmp_path: Path) -> None:
    """As in the demo, so that its pages are visited too; no rate limits; files in a folder of its own."""
    settings.DEMO = True
    settings.ACCOUNT_RATE_LIMITS = False
    settings.VAR_DIR = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path / "files")}},
    }


@pytest.fixture
def world(db: None, calm: None) -> World:
    return build_world()


@pytest.fixture
def bad_routes(settings: Any) -> Any:
    """Routes with one fault each, to see that the checks can fail."""
    settings.ROOT_URLCONF = "tests.security.bad_urls"
    settings.GARAGE_URLCONF = "tests.security.bad_urls_garage"
    clear_url_caches()
    routes.routes.cache_clear()
    yield
    clear_url_caches()
    routes.routes.cache_clear()
