from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import Context
from datetime import date, timedelta
from threading import Thread
from typing import Any

import pytest
import requests
from django.db import connections
from django.test import Client

from carpass.domain import renewing
from carpass.domain.accounts import add_account
from carpass.models import CarPassAccount
from carpass.simulator import server
from carpass.simulator.api import Api
from carpass.simulator.register import Account, KnownReading, KnownVehicle, Register
from carpass.simulator.server import Simulator
from garageflow.jobs.domain.work import work_until_idle
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM, Actor
from garageflow.tenancy.models import Garage, Role, Shop
from garageflow.vehicles.models import Vehicle
from tests.conftest import client_of
from tests.factories import MemberFactory, OdometerReadingFactory, VehicleFactory

HTMX = {"HX-Request": "true"}
ENTERPRISE = "0999521751"
ACCOUNT = Account("2999100141", "vervoer-en-remmen", ENTERPRISE, "2999100141", "Garage Peeters Antwerpen")
VIN = "WVWZZZ1KZ8W000001"


@pytest.fixture
def simulator(tmp_path: Any, settings: Any) -> Iterator[Simulator]:
    """A running one, to which the settings point."""
    register = Register(tmp_path / "register.sqlite3")
    register.start_over(
        accounts=[ACCOUNT],
        vehicles=[KnownVehicle(VIN, "Volkswagen Golf", date(2020, 5, 4))],
        readings=[KnownReading(VIN, 41_000, date(2025, 3, 1), "keuring")],
    )
    api = Api(register, public_url="", delay=0.0)
    running = Simulator(("127.0.0.1", 0), api, hang=5.0, slow=0.1)
    address = f"http://127.0.0.1:{running.server_port}"
    api.public_url = f"{address}/vhr/"
    settings.CARPASS_URL = address
    settings.CARPASS_PUBLIC_URL = f"{address}/vhr/"
    settings.CARPASS_TIMEOUT_SECONDS = 0.5
    thread = Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    register.close()


@pytest.fixture
def play(simulator: Simulator) -> Callable[[str, int], None]:
    """Set a fault for the next calls."""

    def set_fault(fault: str, calls: int) -> None:
        address = f"http://127.0.0.1:{simulator.server_port}/_faults"
        assert requests.post(address, json={"fault": fault, "calls": calls}, timeout=5).status_code == 200

    return set_fault


@pytest.fixture
def account(in_peeters: Garage) -> CarPassAccount:
    Garage.objects.filter(pk=in_peeters.pk).update(vat_number=f"BE{ENTERPRISE}")
    in_peeters.vat_number = f"BE{ENTERPRISE}"
    return add_account(
        shop=Shop.objects.create(name="Antwerpen"),
        enterprise_number=ENTERPRISE,
        organisation_name="Garage Peeters",
        user_name=ACCOUNT.user_name,
        password=ACCOUNT.password,
        language="nl",
        by=SYSTEM,
    )


@pytest.fixture
def golf(account: CarPassAccount) -> Vehicle:
    """With all that a renewal needs; Car-Pass knows an older reading."""
    return ready(number=7, vin=VIN, km=58_214)


def ready(*, number: int, vin: str, km: int, days: int = 3) -> Vehicle:
    vehicle = VehicleFactory(
        number=number,
        plate=f"1ABC{number:03d}",
        plate_display=f"1-ABC-{number:03d}",
        plate_country="BE",
        vin=vin,
    )
    today = vehicle.garage.today()
    OdometerReadingFactory(vehicle=vehicle, km=km, read_on=today - timedelta(days=days))
    return vehicle


@pytest.fixture
def as_sales(peeters: Garage) -> Client:
    return as_role(peeters, Role.SALES)


@pytest.fixture
def sales(peeters: Garage) -> Actor:
    with garage_active(peeters):
        return Actor.of_member(MemberFactory(roles=[Role.SALES]))


def as_role(garage: Garage, role: Role) -> Client:
    with garage_active(garage):
        return client_of(Actor.of_member(MemberFactory(roles=[role])))


def at_work(kinds: list[str] | None = None) -> None:
    """What the workers do now. In a context of their own: no garage is active when they call Car-Pass."""
    Context().run(_work, kinds, connections.all(initialized_only=True))


def _work(kinds: list[str] | None, ours: list[Any]) -> None:
    work_until_idle(kinds=kinds)
    # Beside a browser, whose loop runs in this thread, another context has another database session.
    for connection in connections.all(initialized_only=True):
        if connection not in ours:
            connection.close()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between two tries."""
    monkeypatch.setattr(renewing, "_PAUSES", (timedelta(), timedelta()))
    monkeypatch.setattr(renewing, "_NAP_SECONDS", 0.05)
    monkeypatch.setattr(server, "RETRY_AFTER", "0")
