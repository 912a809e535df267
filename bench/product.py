"""The product's import, run as the command and the worker run it."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

from autopaspoort.domain.batch import CUSTOMER_LIST
from autopaspoort.domain.customer_lists import confirm_customer_list, stage_customer_list
from garageflow.jobs.domain.work import work_until_idle
from garageflow.jobs.models import BatchJob
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from garageflow.tenancy.models import Garage

_serial = itertools.count(time.time_ns())


def new_garage() -> Garage:
    return Garage.objects.create(
        slug=f"bench-{next(_serial)}", name="Bench", country="NL", languages=["nl"], features=["autopaspoort"]
    )


def import_list(garage: Garage, path: Path, *, send: bool = False) -> float:
    """Seconds from opening the file to the finished job: upload, check, staging, and the batch."""
    began = time.perf_counter()
    with garage_active(garage):
        customer_list = stage_customer_list(path, file_name=path.name, by=SYSTEM)
        job = confirm_customer_list(customer_list, send=send, by=SYSTEM, again=True, at_once=True)
    work_until_idle(kinds=[CUSTOMER_LIST])
    seconds = time.perf_counter() - began
    with garage_active(garage):
        assert BatchJob.objects.get(pk=job.pk).is_finished
    return seconds


def rows_written(garage: Garage) -> dict[str, int]:
    from autopaspoort.models import BatchRow, Passport
    from garageflow.customers.models import Customer
    from garageflow.vehicles.models import Vehicle

    with garage_active(garage):
        return {
            "customers": Customer.objects.count(),
            "vehicles": Vehicle.objects.count(),
            "passports": Passport.objects.count(),
            "line outcomes": BatchRow.objects.count(),
        }
