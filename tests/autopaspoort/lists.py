"""Customer lists as a garage would make them, and a whole night in one call."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.db import connection

from autopaspoort.domain.batch import CUSTOMER_LIST
from autopaspoort.domain.customer_lists import confirm_customer_list, stage_customer_list
from autopaspoort.models import BatchRow, CustomerList
from garageflow.jobs.domain.work import work_until_idle
from garageflow.jobs.models import BatchJob
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM, Actor
from garageflow.tenancy.models import Garage

HEADER = "Kenteken;Voornaam;Achternaam;Email adres;Straat;Huisnummer;Postcode;Woonplaats"
LONG_HEADER = f"{HEADER};Land;Telefoon;Chassisnummer;APK datum"


def csv_of(*lines: str, header: str = HEADER) -> bytes:
    return "".join(f"{line}\r\n" for line in (header, *lines)).encode()


def long_line(**cells: str) -> str:
    """One line below LONG_HEADER; what is not named is empty."""
    names = ("plate", "first_name", "last_name", "email", "street", "house_number", "postcode", "city",
             "country", "phone", "vin", "inspection")  # fmt: skip
    assert set(cells) <= set(names)
    return ";".join(cells.get(name, "") for name in names)


def stage(content: bytes, *, by: Actor = SYSTEM, name: str = "november.csv") -> CustomerList:
    """In the garage that is active."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list"
        path.write_bytes(content)
        return stage_customer_list(path, file_name=name, by=by)


def load(garage: Garage, *lines: str, header: str = HEADER, send: bool = False) -> CustomerList:
    """Upload, confirm and run at once."""
    with garage_active(garage):
        customer_list = stage(csv_of(*lines, header=header))
        confirm_customer_list(customer_list, send=send, by=SYSTEM, again=True, at_once=True)
    work_until_idle(kinds=[CUSTOMER_LIST])
    with garage_active(garage):
        return CustomerList.objects.select_related("job").get(pk=customer_list.pk)


def outcomes(customer_list: CustomerList) -> list[str]:
    """Of each line, in the order of the file, in the garage that is active."""
    rows = BatchRow.objects.filter(customer_list=customer_list).order_by("line")
    return list(rows.values_list("outcome", flat=True))


def state_of(customer_list: CustomerList) -> str:
    return BatchJob.objects.get(customer_list=customer_list).state


def versions() -> list[tuple[str, int, str]]:
    """Where each customer, vehicle and passport stands on disk: whatever is written, it moves."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT 'customer', id, ctid::text FROM customers_customer
            UNION ALL SELECT 'vehicle', id, ctid::text FROM vehicles_vehicle
            UNION ALL SELECT 'passport', id, ctid::text FROM autopaspoort_passport ORDER BY 1, 2
            """
        )
        return list(cursor.fetchall())
