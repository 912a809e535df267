"""S15: Django's deployment check, ruff's security rules and a search for secrets find nothing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

# Also for tests/security/test_headers_of_a_server.py.
LIKE_A_SERVER = {
    "DEBUG": "0",
    "DEMO": "0",
    "SITE_URL": "https://garageflow.example",
    "ALLOWED_HOSTS": "garageflow.example",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "SECRET_KEY": "long enough, of many characters, and only for this test: 0123456789 abcdef",
    "TRUSTED_PROXIES": "1",
}

_SECRETS = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "an access key of AWS": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a token of GitHub": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,})\b"),
    "a token of Slack, Stripe, Google or SendGrid": re.compile(
        r"\b(?:xox[abprs]-[\w-]{10,}|[rs]k_live_[\w]{16,}|AIza[\w-]{35}|SG\.[\w-]{20,}\.[\w-]{20,})"
    ),
    "a token signed as JSON": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    "a password in an address": re.compile(
        r"\b[a-z][a-z0-9+]*://[^\s/:@\"'{}<>$]+:(?!password\b|secret\b|x\b|\$|\{|<)[^\s/:@\"'{}<>]{3,}@"
    ),
    "a setting with a long value": re.compile(
        r"(?i)\b\w*(?:SECRET|TOKEN|PASSWORD|API_?KEY|ENCRYPTION_KEYS?)\w*\s*[=:]\s*[\"']?[A-Za-z0-9+/_=-]{32,}"
    ),
}
# Hashes of packages, and words that look like settings.
_NOT_SEARCHED = re.compile(r"^(requirements[\w-]*\.txt|locale/.*\.po)$")


def environment(**changes: str) -> dict[str, str]:
    # Playwright's tests set the variable for their own process (tests/conftest.py).
    ours = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return {**ours, **LIKE_A_SERVER, "DJANGO_SETTINGS_MODULE": "garageflow.settings", **changes}


def manage(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def secrets_in(text: str) -> list[str]:
    return [f"{name}: {match[0][:60]}" for name, shape in _SECRETS.items() for match in shape.finditer(text)]


def test_the_deployment_check_finds_nothing():
    done = manage("check", "--deploy", "--fail-level", "DEBUG")

    assert done.stdout + done.stderr == "System check identified no issues (0 silenced).\n"
    assert done.returncode == 0


def test_the_deployment_check_would_find_something():
    done = manage("check", "--deploy", "--fail-level", "DEBUG", SITE_URL="http://garageflow.example")

    assert done.returncode == 1
    assert "security.W012" in done.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "SITE_URL", "ALLOWED_HOSTS"])
def test_no_setting_has_a_default_that_hides_that_it_is_missing(missing: str):
    without = {name: value for name, value in environment().items() if name != missing}
    if (settings.BASE_DIR / ".env").exists():
        pytest.skip("the .env of this folder gives what is taken away")

    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env=without,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode != 0
    assert missing in done.stderr


def test_the_security_rules_of_ruff_find_nothing():
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--output-format", "json", "--no-cache", "."],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    found = [
        f"{finding['code']} {finding['filename']}:{finding['location']['row']}"
        for finding in json.loads(done.stdout)
        if (finding["code"] or "S").startswith("S")
    ]

    assert found == []


def test_no_file_holds_a_secret():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("not a clone: there is no list of the files that belong to it")
    files = [name for name in listed.stdout.split("\0") if name and not _NOT_SEARCHED.match(name)]

    found = {name: secrets for name in files if (secrets := secrets_in(_text(settings.BASE_DIR / name)))}

    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN " + "RSA PRIVATE KEY-----",
        "AKIA" + "IOSFODNN7EXAMPLE",
        "ghp_" + 36 * "a",
        "postgres://garageflow_app:" + "hunter22@db/garageflow",
        "SECRET_KEY" + "=" + 40 * "k",
        'api_key = "' + 40 * "0f" + '"',
    ],
)
def test_a_secret_would_be_found(text: str):
    assert secrets_in(text)


def _text(path: Path) -> str:
    if not path.is_file():
        return ""
    return path.read_bytes().decode("utf-8", "replace")


@pytest.mark.parametrize(("pgbouncer", "has_pool"), [("false", True), ("true", False)])
def test_pgbouncer_gets_no_options_and_no_cursors_that_outlive_a_transaction(pgbouncer: str, has_pool: bool):
    program = (
        "from garageflow.settings import DATABASES; import json; print(json.dumps(DATABASES['default']))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.BASE_DIR,
        env=environment(DATABASE_PGBOUNCER=pgbouncer, DATABASE_POOL="true"),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )

    database = json.loads(done.stdout)
    assert ("pool" in database["OPTIONS"]) is has_pool
    assert ("options" in database["OPTIONS"]) is has_pool
    assert database.get("DISABLE_SERVER_SIDE_CURSORS", False) is not has_pool
