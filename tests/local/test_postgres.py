from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import psycopg
import pytest

from garageflow.local.folders import LocalError
from garageflow.local.postgres import Login, PostgresServer

pytestmark = pytest.mark.xdist_group("local-postgres")


def query(server: PostgresServer, statement: str, *, login: Login = "owner") -> list[tuple[object, ...]]:
    with psycopg.connect(server.url(login), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_the_application_login_has_no_right_that_row_security_does_not_bind(postgres):
    rights = (
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles"
        " WHERE rolname LIKE 'garageflow%' ORDER BY rolname"
    )
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'garageflow'"

    assert query(postgres, rights, login="app") == [
        ("garageflow_app", False, False, False, False),
        ("garageflow_owner", False, False, False, True),
    ]
    assert query(postgres, owner) == [("garageflow_owner",)]


def test_text_is_unicode_without_a_locale_of_the_machine(postgres):
    assert query(postgres, "SELECT lower('É'), upper('ß'), current_setting('server_encoding')") == [
        ("é", "ß", "UTF8")
    ]


def test_a_wrong_password_is_refused(postgres):
    wrong = postgres.url("app").replace("garageflow_app:", "garageflow_app:x")

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


@pytest.mark.parametrize("immediate", [False, True])
def test_restart_keeps_data_and_address(postgres, immediate):
    url = postgres.url("app")
    query(postgres, "CREATE TABLE IF NOT EXISTS kept AS SELECT 7 AS n")

    postgres.restart(immediate=immediate)

    assert postgres.url("app") == url
    assert query(postgres, "SELECT n FROM kept") == [(7,)]


def test_it_starts_again_after_it_was_killed(postgres):
    postgres.kill()
    assert not postgres.is_running()

    postgres.start()

    assert query(postgres, "SELECT 1") == [(1,)]


def test_it_starts_although_its_process_number_belongs_to_somebody_else_now(postgres):
    postgres.stop()
    (postgres.data / "postmaster.pid").write_text(f"{os.getpid()}\n{postgres.data}\n")
    assert not postgres.is_running()

    postgres.start()

    assert query(postgres, "SELECT 1") == [(1,)]


def test_it_moves_to_another_port_if_its_own_was_taken(postgres):
    postgres.stop()
    with socket.create_server(("127.0.0.1", postgres.port)) as taken:
        postgres.start()

        assert postgres.port != taken.getsockname()[1]
    assert query(postgres, "SELECT 1") == [(1,)]


def test_another_process_finds_it_by_its_folder(postgres):
    other = PostgresServer(postgres.folder)

    assert other.is_running()
    assert other.url("app") == postgres.url("app")


def test_a_set_up_that_was_interrupted_is_done_again(postgres):
    (postgres.home / "mark").unlink()

    again = PostgresServer(postgres.folder, durable=False)
    again.start()

    assert query(again, "SELECT current_user", login="app") == [("garageflow_app",)]
    postgres.start()
    assert postgres.url("app") == again.url("app")


def test_passwords_and_data_are_closed_to_others_and_the_folder_above_keeps_its_mode(postgres, closed_folder):
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (postgres.folder / "server.json", postgres.data)]

    assert modes == [0o600, 0o700]
    assert stat.S_IMODE(closed_folder.parent.stat().st_mode) == 0o700


def test_a_wanted_port_that_is_taken_is_an_error_in_words(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = PostgresServer(tmp_path / "postgres", port=port, durable=False)

        with pytest.raises(LocalError, match=f"Port {port}, wanted for PostgreSQL, is in use"):
            server.start()

    server.remove()
    assert not server.home.exists()
