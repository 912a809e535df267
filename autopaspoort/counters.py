"""What the sidebar counts."""

from __future__ import annotations

from django.db.models import QuerySet

from autopaspoort.models import Appointment, Passport
from garageflow.tenancy.http import GarageRequest


def invalid_emails(request: GarageRequest) -> QuerySet[Passport]:
    return Passport.objects.with_invalid_email()


def asked_appointments(request: GarageRequest) -> QuerySet[Appointment]:
    """Those that wait for an answer of the garage."""
    return Appointment.objects.waiting()
