from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import psycopg
import pytest

from garageflow.local import services as module
from garageflow.local.folders import REPOSITORY, LocalError
from garageflow.local.services import Services, private_services, services_running, start_over

pytestmark = pytest.mark.xdist_group("local-services")


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """A var/ of its own, and an environment that names nothing."""
    monkeypatch.setattr(module, "VAR", tmp_path)
    monkeypatch.setattr(module, "SERVICES", tmp_path / "services")
    monkeypatch.setattr(module, "REPOSITORY", tmp_path)
    with mock.patch.dict(os.environ, {"PATH": os.environ["PATH"]}, clear=True):
        services = Services(tmp_path / "services", var=tmp_path, given={})
        yield services
        services.remove()


def running(services: Services) -> tuple[bool, bool]:
    fresh = Services(services.folder, var=services.var, given={})
    return fresh.postgres.is_running(), fresh.redis.is_running()


def test_the_last_user_stops_the_services(clone):
    with services_running():
        # As another process would, which does not have our environment.
        with module._in_use(Services(clone.folder, var=clone.var, given={})):
            assert running(clone) == (True, True)
        assert running(clone) == (True, True)
        with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("garageflow_app",)

    assert running(clone) == (False, False)
    assert "DATABASE_URL" not in os.environ


def test_inside_the_environment_of_another_user_nothing_is_started_or_stopped(clone):
    with services_running():
        url = os.environ["DATABASE_URL"]
        with services_running():
            assert os.environ["DATABASE_URL"] == url

        assert running(clone) == (True, True)
        assert os.environ["DATABASE_URL"] == url


def test_a_user_that_was_killed_holds_nothing(clone):
    holding = (
        "import fcntl, sys, time; file = open(sys.argv[1], 'w'); fcntl.flock(file, fcntl.LOCK_SH);"
        " print('holds', flush=True); time.sleep(60)"
    )
    with services_running():
        other = subprocess.Popen(
            [sys.executable, "-c", holding, str(clone.folder / "users.lock")], stdout=subprocess.PIPE
        )
        assert other.stdout is not None
        other.stdout.readline()
    assert running(clone) == (True, True)

    other.kill()
    other.wait()
    other.stdout.close()
    with services_running():
        pass

    assert running(clone) == (False, False)


def test_the_environment_is_complete_and_demo_belongs_to_our_own_database_only(clone, tmp_path):
    with services_running():
        names = set(os.environ) - {"PATH", "PYTEST_CURRENT_TEST"}
        mail = os.environ["EMAIL_URL"]

    assert names == {
        "SECRET_KEY",
        "FIELD_ENCRYPTION_KEYS",
        "SITE_URL",
        "ALLOWED_HOSTS",
        "VAR_DIR",
        "EMAIL_URL",
        "DATABASE_URL",
        "MIGRATION_DATABASE_URL",
        "REDIS_URL",
        "DEMO",
    }
    assert mail == f"filemail:///{tmp_path}/mail"


def test_addresses_in_the_env_file_replace_the_embedded_servers(clone, tmp_path):
    (tmp_path / ".env").write_text("DATABASE_URL=postgres://elsewhere/garage\nREDIS_URL=redis://elsewhere\n")

    with services_running():
        assert os.environ["DATABASE_URL"] == "postgres://elsewhere/garage"
        assert os.environ["REDIS_URL"] == "redis://elsewhere"
        assert "DEMO" not in os.environ
        assert running(clone) == (False, False)


def test_half_an_address_is_refused(clone):
    os.environ["MIGRATION_DATABASE_URL"] = "postgres://elsewhere/garage"

    with pytest.raises(LocalError, match="without DATABASE_URL"), services_running():
        pass


def test_start_over_deletes_data_but_not_under_the_feet_of_a_user(clone, tmp_path):
    with services_running():
        with psycopg.connect(os.environ["MIGRATION_DATABASE_URL"]) as connection:
            connection.execute("CREATE TABLE gone AS SELECT 1")
        (tmp_path / "mail").mkdir()
        (tmp_path / "demo-logins.txt").touch()
        with pytest.raises(LocalError, match="Another bin/up or bin/manage"):
            start_over()
    start_over()

    assert sorted(path.name for path in tmp_path.iterdir()) == ["services"]
    with services_running(), psycopg.connect(os.environ["MIGRATION_DATABASE_URL"]) as connection:
        assert connection.execute("SELECT to_regclass('gone')").fetchone() == (None,)


def test_private_services_leave_nothing_and_sweep_up_after_a_killed_run(tmp_path):
    abandoned = tmp_path / "run-killed"
    abandoned.mkdir()
    (abandoned / "owned.lock").touch()
    kept = tmp_path / "run-busy"
    kept.mkdir()
    with (kept / "owned.lock").open("w") as busy:
        fcntl.flock(busy, fcntl.LOCK_EX)

        with private_services(tmp_path) as mine:
            url = mine.environment()["DATABASE_URL"]
            with psycopg.connect(url) as connection:
                assert connection.execute("SELECT 1").fetchone() == (1,)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["lock", "run-busy"]
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_a_program_that_is_told_to_end_still_stops_its_services(tmp_path):
    program = (
        "import sys, time; from pathlib import Path; from garageflow.local import private_services\n"
        "with private_services(Path(sys.argv[1])) as mine:\n"
        "    print(mine.postgres.home, flush=True); time.sleep(60)"
    )
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    home = Path(process.stdout.readline().strip())
    assert home.exists()

    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=20) == 128 + signal.SIGTERM
    process.stdout.close()
    assert not home.exists()


def test_run_passes_on_output_and_status():
    begin = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "garageflow.local", "run", "--", "sh", "-c", "echo out; echo err >&2; exit 7"],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (7, "out\n", "err\n")
    assert time.monotonic() - begin < 30
