"""S5: no request, exception, aborted transaction or task leaves a garage active, or half of its work."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.db.utils import DataError
from django.test import Client

from garageflow.jobs import registry
from garageflow.jobs.domain.work import Claim, enqueue, work_until_idle
from garageflow.jobs.models import DueWork
from garageflow.tenancy.active import NoActiveGarage, garage_active, is_garage_active
from garageflow.tenancy.models import Garage, Role, Shop
from tests.factories import GarageFactory, MemberFactory
from tests.security.doors import ALL_TESTS

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
    pytest.mark.usefixtures("bad_routes"),
]


def owner_of(garage: Garage) -> Client:
    with garage_active(garage):
        member = MemberFactory(roles=[Role.OWNER])
    client = Client(raise_request_exception=False)
    client.force_login(member.membership.user)
    return client


def shops_of(garage: Garage) -> list[str]:
    with garage_active(garage):
        return sorted(shop.name for shop in Shop.objects.all())


def assert_no_garage_is_active() -> None:
    assert not is_garage_active()
    assert not connection.in_atomic_block
    with pytest.raises((DataError, ProgrammingError)):
        Shop.objects.count()


def test_a_request_that_fails_leaves_nothing_behind(peeters: Garage):
    response = owner_of(peeters).post("/g/peeters/bad/write-and-crash/")

    assert response.status_code == 500
    assert shops_of(peeters) == []
    assert_no_garage_is_active()


def test_a_request_in_an_aborted_transaction_fails_and_leaves_nothing_behind(peeters: Garage):
    client = owner_of(peeters)

    response = client.post("/g/peeters/bad/abort-and-go-on/")

    assert response.status_code == 500
    assert shops_of(peeters) == []
    assert client.get("/g/peeters/bad/all-shops/").status_code == 200
    assert_no_garage_is_active()


def test_no_garage_stays_active_after_a_request(peeters: Garage):
    client = owner_of(peeters)
    for path in ("bad/all-shops/", "bad/crash/", "no/such/page/", "audit/", "bad/shop/1/"):
        client.get(f"/g/peeters/{path}")

        assert_no_garage_is_active()


def test_requests_of_many_garages_in_any_order_see_their_own(db: None):
    garages = [GarageFactory() for _number in range(20)]
    clients = {garage.slug: owner_of(garage) for garage in garages}
    for garage in garages:
        with garage_active(garage):
            Shop.objects.create(name=f"Shop of {garage.slug}")
    wanted = garages * (10 if ALL_TESTS else 3)
    random.Random(1).shuffle(wanted)

    seen = [_visit(clients[garage.slug], garage) for garage in wanted]

    assert seen == [f"Shop of {garage.slug}" for garage in wanted]
    assert [shops_of(garage) for garage in garages] == [[f"Shop of {garage.slug}"] for garage in garages]


def _visit(client: Client, garage: Garage) -> str:
    """Between two looks something goes wrong."""
    client.post(f"/g/{garage.slug}/bad/write-and-crash/")
    client.post(f"/g/{garage.slug}/bad/abort-and-go-on/")
    return client.get(f"/g/{garage.slug}/bad/all-shops/").content.decode()


@pytest.fixture
def sample_kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[Claim], None]], None]]:
    def register(handler: Callable[[Claim], None]) -> None:
        monkeypatch.setitem(registry._kinds, "security.sample", registry.Kind("security.sample", handler))

    return register


def test_work_of_a_garage_that_does_not_activate_it_fails(peeters: Garage, sample_kind):
    sample_kind(lambda _claim: Shop.objects.create(name="Whose?"))
    with garage_active(peeters):
        enqueue("security.sample", "1")

    work_until_idle()

    assert DueWork.objects.get(kind="security.sample").last_error == NoActiveGarage.__name__
    assert shops_of(peeters) == []


def test_work_of_a_garage_cannot_read_before_it_activates_it(peeters: Garage, sample_kind):
    sample_kind(lambda _claim: Shop.objects.count())
    with garage_active(peeters):
        enqueue("security.sample", "1")

    work_until_idle()

    assert DueWork.objects.get(kind="security.sample").last_error in ("ProgrammingError", "DataError")


def test_work_sees_its_own_garage_and_leaves_none_active(peeters: Garage, dubois: Garage, sample_kind):
    seen: list[tuple[str, list[str]]] = []

    def look(claim: Claim) -> None:
        with claim.fenced() as garage:
            seen.append((garage.slug, [shop.name for shop in Shop.objects.all()]))
            if garage.slug == "dubois":
                raise ZeroDivisionError

    sample_kind(look)
    for garage in (dubois, peeters):
        with garage_active(garage):
            Shop.objects.create(name=f"Shop of {garage.slug}")
            enqueue("security.sample", "1")

    work_until_idle()

    assert seen == [("dubois", ["Shop of dubois"]), ("peeters", ["Shop of peeters"])]
    assert_no_garage_is_active()


def test_a_setting_of_the_session_would_be_noticed(peeters: Garage):
    """What this whole file guards against, done on purpose: the next transaction would see the garage."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('garageflow.garage_id', %s, false)", [str(peeters.pk)])
    try:
        with pytest.raises(pytest.fail.Exception):
            assert_no_garage_is_active()
    finally:
        connection.close()


def test_flush_empties_the_tables_as_their_owner(peeters: Garage):
    with garage_active(peeters):
        Shop.objects.create(name="Antwerpen")

    call_command("flush", interactive=False, verbosity=0)

    assert not Garage.objects.exists()
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE tenancy_shop")
