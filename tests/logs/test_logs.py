from __future__ import annotations

import json
import logging

import pytest

from garageflow.logs import JsonFormatter, logger


@pytest.fixture
def lines(monkeypatch):
    """What a server would write."""
    written: list[dict] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(json.loads(self.format(record)))

    handler = Handler()
    handler.setFormatter(JsonFormatter())
    logger.addHandler(handler)
    monkeypatch.setattr(logger, "level", logging.INFO)
    yield written
    logger.removeHandler(handler)


def test_a_request_leaves_one_line_with_request_garage_and_user(as_owner, owner, lines):
    response = as_owner.get("/g/peeters/search/?q=Janssens")

    [line] = lines
    assert line["request"] == response["X-Request-ID"]
    assert (line["garage"], line["user"]) == ("peeters", owner.member.membership.user_id)
    assert (line["method"], line["status"]) == ("GET", 200)
    assert line["ms"] > 0
    assert "Janssens" not in json.dumps(line)


def test_the_token_of_a_link_is_not_logged(client, peeters, lines):
    client.get("/g/peeters/passport/a-secret-token/")

    [line] = lines
    assert line["route"] == "autopaspoort:offer"
    assert "a-secret-token" not in json.dumps(line)


def test_probes_are_not_worth_a_line(client, db, lines):
    client.get("/healthz")

    assert lines == []


def test_two_requests_have_two_ids(client, db):
    assert client.get("/healthz")["X-Request-ID"] != client.get("/healthz")["X-Request-ID"]


def test_an_exception_is_one_line_too(lines):
    try:
        raise ValueError("broken")
    except ValueError:
        logger.exception("it failed")

    [line] = lines
    assert line["message"] == "it failed"
    assert "ValueError: broken" in line["exception"]
