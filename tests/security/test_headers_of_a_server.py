"""S14 with the settings of a server: https, HSTS, cookies that never go out without encryption."""

from __future__ import annotations

import json
import subprocess
import sys
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.security.addresses import database_address
from tests.security.headers import cookie_faults, faults
from tests.security.test_deployment import environment

# Asks the site as gunicorn would run it, in a process of its own, because settings are read once.
_VISITS = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.test import Client

from garageflow.ui.messages import Messages

settings.ALLOWED_HOSTS.append("testserver")
# The one difference: nothing was collected here.
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"

def told(response):
    cookies = "; ".join(morsel.OutputString() for morsel in response.cookies.values())
    return {"status": response.status_code, "headers": dict(response.headers), "cookies": cookies}

secure = {"HTTP_X_FORWARDED_PROTO": "https"}
client = Client(raise_request_exception=False)
json.dump({
    "plain": told(client.get("/accounts/login/")),
    "health": told(client.get("/healthz")),
    "login": told(client.get("/accounts/login/", **secure)),
    "language": told(client.post("/language/", {"language": "fr"}, **secure)),
    "missing": told(client.get("/no/such/page/", **secure)),
    "dev-mail": told(client.get("/dev/mail/", **secure)),
    "styleguide": told(client.get("/styleguide/", **secure)),
    "settings": {name: getattr(settings, name) for name in (
        "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE",
        "SESSION_COOKIE_DOMAIN", "SESSION_COOKIE_PATH", "THEME_COOKIE_NAME")},
    "messages": Messages.storage_classes[0].cookie_name,
}, sys.stdout)
"""


@pytest.fixture(scope="module")
def told(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder: Path = tmp_path_factory.mktemp("server")
    done = subprocess.run(
        [sys.executable, "-c", _VISITS],
        cwd=settings.BASE_DIR,
        env=environment(DATABASE_URL=database_address("default"), VAR_DIR=str(folder)),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_a_request_without_encryption_is_sent_to_https(told: dict[str, Any]):
    assert told["plain"]["status"] == 301
    assert told["plain"]["headers"]["Location"] == "https://testserver/accounts/login/"


def test_the_health_check_is_answered_without_encryption(told: dict[str, Any]):
    """It comes from the machine itself and not from people."""
    assert told["health"]["status"] == 200


@pytest.mark.parametrize("name", ["login", "language", "missing"])
def test_a_server_asks_for_https_for_a_year(told: dict[str, Any], name: str):
    header = told[name]["headers"]["Strict-Transport-Security"]

    assert header == "max-age=31536000; includeSubDomains; preload"
    assert [*faults(told[name]["headers"])] == []


@pytest.mark.parametrize(("name", "cookie"), [("login", "__Host-csrf"), ("language", "__Host-language")])
def test_cookies_of_a_server_only_travel_encrypted(told: dict[str, Any], name: str, cookie: str):
    cookies = SimpleCookie(told[name]["cookies"])

    assert cookie in cookies
    assert [*cookie_faults(cookies, is_secure=True)] == []


def test_the_session_of_a_server_is_bound_to_its_host(told: dict[str, Any]):
    assert told["settings"] == {
        "SESSION_COOKIE_NAME": "__Host-session",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_DOMAIN": None,
        "SESSION_COOKIE_PATH": "/",
        "THEME_COOKIE_NAME": "__Host-theme",
    }
    assert told["messages"] == "__Host-messages"


@pytest.mark.parametrize("name", ["missing", "dev-mail", "styleguide"])
def test_pages_of_the_demo_are_not_there_on_a_server(told: dict[str, Any], name: str):
    assert told[name]["status"] == 404
