"""What the simulator knows, in one SQLite file: a restart, or a kill, loses nothing that was answered."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from threading import RLock
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS account (
    user_name TEXT PRIMARY KEY, password TEXT NOT NULL, enterprise_number TEXT NOT NULL,
    establishment_number TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS vehicle (
    vin TEXT PRIMARY KEY, title TEXT NOT NULL, first_registered_on TEXT, known_from TEXT);
CREATE TABLE IF NOT EXISTS reading (
    id INTEGER PRIMARY KEY, vin TEXT NOT NULL, km INTEGER NOT NULL, read_on TEXT NOT NULL,
    source TEXT NOT NULL, guid TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS reading_by_vin ON reading (vin, read_on, id);
CREATE TABLE IF NOT EXISTS observation (
    guid TEXT PRIMARY KEY, user_name TEXT NOT NULL, content TEXT NOT NULL, created_at REAL NOT NULL,
    state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS answer (
    user_name TEXT NOT NULL, key TEXT NOT NULL, request TEXT NOT NULL, status INTEGER NOT NULL,
    body TEXT NOT NULL, PRIMARY KEY (user_name, key));
"""


@dataclass(frozen=True, slots=True)
class Account:
    user_name: str
    password: str
    enterprise_number: str
    establishment_number: str
    name: str


@dataclass(frozen=True, slots=True)
class KnownVehicle:
    """`known_from`: before this moment (ISO, UTC) the vehicle is not in the register yet."""

    vin: str
    title: str = ""
    first_registered_on: date | None = None
    known_from: str | None = None


@dataclass(frozen=True, slots=True)
class KnownReading:
    vin: str
    km: int
    read_on: date
    source: str
    guid: str = ""


@dataclass(slots=True)
class Observed:
    """An observation as the simulator holds it. `status` is pending until it was judged."""

    guid: str
    user_name: str
    vin: str
    km: int
    observed_on: str
    language: str
    created_at: float
    odometer_works: bool = False
    works: list[Any] = field(default_factory=list)
    reference: str = ""
    status: str = "pending"
    findings: list[dict[str, Any]] = field(default_factory=list)
    attempts_left: int = 2
    is_confirmed: bool = False
    case_number: str = ""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    request: str
    status: int
    body: Any


class Register:
    """One connection and one lock: requests change it one after the other."""

    def __init__(self, path: Path | str) -> None:
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._lock = RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=30)
        self._connection.executescript(_TABLES)

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """All or nothing, and nobody else meanwhile."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def start_over(
        self,
        *,
        accounts: Iterable[Account],
        vehicles: Iterable[KnownVehicle] = (),
        readings: Iterable[KnownReading] = (),
        observations: Iterable[Observed] = (),
    ) -> None:
        """Forget everything and know this instead."""
        with self.changing():
            for table in ("account", "vehicle", "reading", "observation", "answer"):
                self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own tables
        self.learn(accounts=accounts, vehicles=vehicles, readings=readings, observations=observations)

    def learn(
        self,
        *,
        accounts: Iterable[Account] = (),
        vehicles: Iterable[KnownVehicle] = (),
        readings: Iterable[KnownReading] = (),
        observations: Iterable[Observed] = (),
    ) -> None:
        """Know this too. A vehicle that is known already stays as it is."""
        with self.changing():
            self._add("account", [tuple(asdict(account).values()) for account in accounts])
            self._add(
                "vehicle",
                [
                    (known.vin, known.title, _iso(known.first_registered_on), known.known_from)
                    for known in vehicles
                ],
            )
            for reading in readings:
                self.add_reading(reading)
            for observation in observations:
                self.save(observation)

    def account(self, user_name: str) -> Account | None:
        row = self._one("SELECT * FROM account WHERE user_name = ?", user_name)
        return Account(*row) if row else None

    def accounts(self) -> list[Account]:
        return [Account(*row) for row in self._all("SELECT * FROM account ORDER BY name")]

    def vehicle(self, vin: str) -> KnownVehicle | None:
        row = self._one("SELECT vin, title, first_registered_on, known_from FROM vehicle WHERE vin = ?", vin)
        return KnownVehicle(row[0], row[1], _day(row[2]), row[3]) if row else None

    def readings(self, vin: str) -> list[KnownReading]:
        rows = self._all(
            "SELECT vin, km, read_on, source, guid FROM reading WHERE vin = ? ORDER BY read_on, id", vin
        )
        return [KnownReading(row[0], row[1], date.fromisoformat(row[2]), row[3], row[4]) for row in rows]

    def add_reading(self, reading: KnownReading) -> None:
        row = (reading.vin, reading.km, reading.read_on.isoformat(), reading.source, reading.guid)
        self._connection.execute(
            "INSERT INTO reading (vin, km, read_on, source, guid) VALUES (?, ?, ?, ?, ?)", row
        )

    def remove_reading(self, guid: str) -> None:
        self._connection.execute("DELETE FROM reading WHERE guid = ?", (guid,))

    def observation(self, guid: str) -> Observed | None:
        row = self._one("SELECT content FROM observation WHERE guid = ?", guid)
        return Observed(**json.loads(row[0])) if row else None

    def observations(self, *, limit: int = -1) -> list[Observed]:
        rows = self._all("SELECT content FROM observation ORDER BY created_at DESC LIMIT ?", limit)
        return [Observed(**json.loads(row[0])) for row in rows]

    def save(self, observed: Observed) -> None:
        content = json.dumps(asdict(observed))
        self._connection.execute(
            "INSERT INTO observation VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (guid) DO UPDATE SET content = excluded.content, state = excluded.state",
            (observed.guid, observed.user_name, content, observed.created_at, observed.status),
        )

    def answer(self, user_name: str, key: str) -> KeptAnswer | None:
        row = self._one(
            "SELECT request, status, body FROM answer WHERE user_name = ? AND key = ?", user_name, key
        )
        return KeptAnswer(row[0], row[1], json.loads(row[2])) if row else None

    def keep_answer(self, user_name: str, key: str, kept: KeptAnswer) -> None:
        row = (user_name, key, kept.request, kept.status, json.dumps(kept.body))
        self._connection.execute("INSERT INTO answer VALUES (?, ?, ?, ?, ?)", row)

    def _add(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self._connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", rows)  # noqa: S608 - ours

    def _one(self, sql: str, *values: Any) -> Any:
        with self._lock:
            return self._connection.execute(sql, values).fetchone()

    def _all(self, sql: str, *values: Any) -> list[Any]:
        with self._lock:
            return self._connection.execute(sql, values).fetchall()


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
