from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from garageflow.local.postgres import PostgresServer
from garageflow.local.redis_server import RedisServer


@pytest.fixture(scope="module")
def closed_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As a clone may lie: below a folder closed to others, in a path with a space."""
    closed = tmp_path_factory.mktemp("closed")
    closed.chmod(0o700)
    return closed / "two words"


@pytest.fixture(scope="module")
def postgres(closed_folder: Path) -> Iterator[PostgresServer]:
    server = PostgresServer(closed_folder / "postgres", durable=False)
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="module")
def redis_server(closed_folder: Path) -> Iterator[RedisServer]:
    server = RedisServer(closed_folder / "redis", durable=False)
    server.start()
    yield server
    server.remove()
