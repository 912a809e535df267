from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from garageflow.local.redis_server import RedisServer

pytestmark = pytest.mark.xdist_group("local-redis")


def test_it_wants_its_password(redis_server):
    with (
        redis.Redis(port=redis_server.port, retry=Retry(NoBackoff(), 0)) as stranger,
        pytest.raises(redis.exceptions.AuthenticationError),
    ):
        stranger.ping()


def test_flush_empties_it(redis_server):
    with redis.Redis.from_url(redis_server.url) as client:
        client.set("a", 1)

        redis_server.flush()

        assert client.dbsize() == 0


def test_it_comes_back_at_the_same_address(redis_server):
    url = redis_server.url
    redis_server.stop_immediate()
    assert not redis_server.is_running()

    redis_server.start()

    assert redis_server.url == url
    with redis.Redis.from_url(url) as client:
        assert client.ping() is True


def test_a_durable_one_keeps_what_it_held(tmp_path: Path):
    server = RedisServer(tmp_path / "redis")
    server.start()
    try:
        with redis.Redis.from_url(server.url) as client:
            client.set("session", "kept")
        server.restart()
        with redis.Redis.from_url(server.url) as client:
            assert client.get("session") == b"kept"
    finally:
        server.remove()

    assert not server.folder.exists()


def test_a_copied_folder_is_not_taken_for_the_running_server(redis_server, tmp_path: Path):
    shutil.copytree(redis_server.folder, tmp_path / "copy")

    copy = RedisServer(tmp_path / "copy")

    assert redis_server.is_running()
    assert not copy.is_running()
