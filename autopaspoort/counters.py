"""What the sidebar counts: on every page, so it is one query for all of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet, Subquery
from django.db.models.functions import Coalesce

from autopaspoort.models import Appointment, Passport
from garageflow.tenancy.http import GarageRequest
from garageflow.tenancy.models import Garage


def invalid_emails(request: GarageRequest) -> int:
    return _counts(request)[0]


def asked_appointments(request: GarageRequest) -> int:
    """Those that wait for an answer of the garage."""
    return _counts(request)[1]


def _counts(request: GarageRequest) -> tuple[int, int]:
    """Once a request: some pages show them themselves."""
    known = request.__dict__
    if "autopaspoort_counts" not in known:
        known["autopaspoort_counts"] = Garage.objects.values_list(
            _number_of(Passport.objects.with_invalid_email()), _number_of(Appointment.objects.waiting())
        ).get(pk=request.garage.pk)
    counts: tuple[int, int] = known["autopaspoort_counts"]
    return counts


def _number_of(rows: QuerySet[Any]) -> Coalesce:
    count = rows.order_by().values("garage").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(count), 0)
