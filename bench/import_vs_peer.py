"""The product's import against django-import-export, tuned as its documentation says.

The peer writes the same customers, vehicles and passports, under the same row security, from a file that was
de-duplicated and cleaned for it beforehand (not timed): bulk mode, cached instance loader, no diffs, foreign
keys resolved from dictionaries. It leaves out what the product does besides: checking, findings, outcomes of
lines, resuming.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tablib
from django.db import connections
from import_export import fields, resources
from import_export.instance_loaders import CachedInstanceLoader

from autopaspoort.models import Passport
from bench.figures import Figure
from bench.lists import make_list
from bench.product import import_list, new_garage, rows_written
from garageflow.customers.models import Customer
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage
from garageflow.vehicles.models import Vehicle

LINES = 50_000
# Rewriting every row takes the peer minutes, so that comparison is made with fewer lines.
FEW_LINES = 10_000


def measure() -> Iterator[Figure]:
    _let_the_peer_set_sequences()
    yield from _first_and_unchanged(make_list(LINES))
    yield from _unchanged_in_bulk(make_list(FEW_LINES))


def _let_the_peer_set_sequences() -> None:
    """It does so after each import. The application's login may not, and the product never wants to."""
    role = connections["default"].settings_dict["USER"]
    with connections["owner"].cursor() as cursor:
        cursor.execute(f'GRANT UPDATE ON ALL SEQUENCES IN SCHEMA public TO "{role}"')


def _first_and_unchanged(path: Path) -> Iterator[Figure]:
    tables = _tables(path)
    peer_garage, our_garage = new_garage(), new_garage()
    peer_first = LINES / _peer_import(peer_garage, tables, use_bulk=True, skip_diff=True)
    our_first = LINES / import_list(our_garage, path)
    print(f"  peer    first {peer_first:8,.0f} lines/s   {rows_written(peer_garage)}")
    print(f"  product first {our_first:8,.0f} lines/s   {rows_written(our_garage)}")
    yield Figure("first import, product / peer", our_first / peer_first, ">=", 2.5)

    peer_again = LINES / _peer_import(peer_garage, tables, use_bulk=True, skip_unchanged=True)
    our_again = LINES / import_list(our_garage, path)
    print(f"  peer    unchanged, skip_unchanged {peer_again:8,.0f} lines/s")
    print(f"  product unchanged                 {our_again:8,.0f} lines/s")
    yield Figure("unchanged, product / skip_unchanged", our_again / peer_again, ">=", 4)


def _unchanged_in_bulk(path: Path) -> Iterator[Figure]:
    tables = _tables(path)
    peer_garage, our_garage = new_garage(), new_garage()
    _peer_import(peer_garage, tables, use_bulk=True, skip_diff=True)
    import_list(our_garage, path)
    peer = FEW_LINES / _peer_import(peer_garage, tables, use_bulk=True, skip_diff=True)
    ours = FEW_LINES / import_list(our_garage, path)
    print(f"  peer    unchanged, bulk {peer:8,.0f} lines/s   ({FEW_LINES} lines)")
    print(f"  product unchanged       {ours:8,.0f} lines/s")
    yield Figure("unchanged, product / bulk mode", ours / peer, ">=", 25)


class _Base(resources.ModelResource):
    def __init__(self, **options: Any) -> None:
        super().__init__()
        for name, value in options.items():
            setattr(self._meta, name, value)

    class Meta:
        instance_loader_class = CachedInstanceLoader
        batch_size = 1000
        clean_model_instances = False
        use_transactions = True


_ADDRESS = [
    "first_name",
    "last_name",
    "name_key",
    "email",
    "email_state",
    "street",
    "house_number",
    "postcode",
    "city",
]


class CustomerResource(_Base):
    class Meta(_Base.Meta):
        model = Customer
        import_id_fields = ["identity"]
        fields = ["identity", "number", "language", *_ADDRESS]


class VehicleResource(_Base):
    class Meta(_Base.Meta):
        model = Vehicle
        import_id_fields = ["plate"]
        fields = ["plate", "number", "plate_country", "plate_display"]


class PassportResource(_Base):
    vehicle_id = fields.Field(attribute="vehicle_id", column_name="vehicle_id")
    customer_id = fields.Field(attribute="customer_id", column_name="customer_id")

    class Meta(_Base.Meta):
        model = Passport
        import_id_fields = ["vehicle_id"]
        fields = ["vehicle_id", "customer_id"]


def _peer_import(garage: Garage, tables: tuple[Any, Any, Any], **options: Any) -> float:
    customers, vehicles, owners = tables
    began = time.perf_counter()
    with garage_active(garage):
        _import(CustomerResource(**options), customers)
        _import(VehicleResource(**options), vehicles)
        vehicle_ids = dict(Vehicle.objects.values_list("plate", "pk"))
        customer_ids = dict(Customer.objects.values_list("identity", "pk"))
        passports = tablib.Dataset(headers=["vehicle_id", "customer_id"])
        for plate, identity in owners:
            passports.append((vehicle_ids[plate], customer_ids[identity]))
        _import(PassportResource(**options), passports)
    return time.perf_counter() - began


def _import(resource: resources.ModelResource, dataset: Any) -> None:
    result = resource.import_data(dataset, raise_errors=True)
    # With bulk mode a failed batch is rolled back while the totals look well (docs/measured.md, section 2).
    assert not result.has_errors()


def _tables(path: Path) -> tuple[Any, Any, Any]:
    """Clean, de-duplicated tables for the peer: customers, vehicles, and (plate, identity) pairs."""
    customers: dict[str, tuple[Any, ...]] = {}
    vehicles: dict[str, tuple[Any, ...]] = {}
    owners: dict[str, str] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, delimiter=";")
        next(rows)
        for number, (display, first, last, email, street, house_number, postcode, city) in enumerate(rows, 1):
            plate = display.replace("-", "")
            if len(plate) != 6 or not last or plate in vehicles:
                continue
            usable = "@" in email
            identity = f"e:{email}" if usable else f"p:NL:{plate}"
            vehicles[plate] = (plate, number, "NL", display)
            owners[plate] = identity
            customers[identity] = (
                identity, number, "nl", first, last, f"{last} {first}".lower(),
                email, "ok" if usable else "syntax", street, house_number, postcode, city,
            )  # fmt: skip
    return (
        tablib.Dataset(*customers.values(), headers=["identity", "number", "language", *_ADDRESS]),
        tablib.Dataset(*vehicles.values(), headers=["plate", "number", "plate_country", "plate_display"]),
        list(owners.items()),
    )
