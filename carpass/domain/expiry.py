"""What expires: looked at every night, told to the sales members once a week."""

from __future__ import annotations

from datetime import date, timedelta

from carpass.domain.settings import car_pass_settings
from carpass.registry import vehicles_for_sale
from carpass.status import CarPassStatus, status_q
from garageflow.mail.domain.outbox import queue_mail
from garageflow.tenancy.models import Feature, Garage, Member, Role
from garageflow.vehicles.models import VehicleQuerySet

DIGEST_MAIL = "carpass.digest"
_MONDAY = 0
# One that expired longer ago is no news.
_EXPIRED_SINCE = timedelta(days=7)


def expiring_vehicles(today: date, *, warning_days: int | None = None) -> VehicleQuerySet:
    """For sale, and with a Car-Pass that is about to expire or expired this week; the most urgent first."""
    days = car_pass_settings().warning_days if warning_days is None else warning_days
    soon = status_q(CarPassStatus.EXPIRING, today=today, warning_days=days)
    over = status_q(CarPassStatus.EXPIRED, today=today, warning_days=days)
    vehicles = vehicles_for_sale().filter(soon | over, car_pass_valid_until__gte=today - _EXPIRED_SINCE)
    return vehicles.order_by("car_pass_valid_until", "pk")


def send_digests(garage: Garage, night: date) -> None:
    """Nightly step: in the night of a Monday one e-mail to each sales member, if there is anything to say."""
    if night.weekday() != _MONDAY or not garage.has_feature(Feature.CAR_PASS):
        return
    if not expiring_vehicles(night).exists():
        return
    sales = Member.objects.current_staff().filter(membership__roles__contains=[Role.SALES])
    for member in sales.select_related("membership__user").order_by("pk"):
        queue_mail(
            DIGEST_MAIL,
            to=member.membership.user.email,
            language=member.membership.user.language,
            idempotency_key=f"{DIGEST_MAIL}:{night.isoformat()}:{member.pk}",
            subject_id=member.pk,
            night=night.isoformat(),
        )
