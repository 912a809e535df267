"""/my/: all cars of a person, over all garages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from autopaspoort.domain.outlook import outlooks_of
from autopaspoort.domain.ownerships import accept_as
from autopaspoort.models import Appointment, Fleet, Ownership, Passport
from autopaspoort.portal_rows import AppointmentRow, appointment_row, headline, subline
from autopaspoort.views.portal.door import PortalRequest, in_own_garage, in_portal, memberships_of
from garageflow.customers.domain.merging import ids_with_identity
from garageflow.customers.identity import email_identity
from garageflow.errors import errors_told_to
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.languages import locale_of
from garageflow.tenancy.models import Garage, Member, Membership
from garageflow.vehicles.models import Vehicle


@dataclass(frozen=True, slots=True)
class Car:
    vehicle: Vehicle
    tone: str
    headline: str
    subline: str


@dataclass(frozen=True, slots=True)
class OwnGarage:
    garage: Garage
    cars: list[Car]
    offers: list[Passport]
    appointments: list[AppointmentRow]
    fleets: list[Fleet]


@require_safe
@in_portal
def home(request: PortalRequest) -> HttpResponse:
    # One activation each: there is no page that sees two garages at once.
    garages = [_garage_of(request, membership) for membership in memberships_of(request.user)]
    return render(request, "portal/home.html", {"garages": garages})


@in_own_garage
@require_POST
def offer_accept(request: PortalRequest, number: int) -> HttpResponse:
    """What was offered to somebody who is signed in already needs no link."""
    offers = _offers_to(request.user.email).filter(vehicle__number=number)
    with errors_told_to(request):
        accept_as(get_object_or_404(offers), member=request.member)
        messages.success(request, _("The AutoPaspoort is yours."))
    return redirect("portal:home")


def _garage_of(request: Any, membership: Membership) -> OwnGarage:
    garage = membership.garage
    with (
        garage_active(garage),
        timezone.override(garage.zone),
        translation.override(locale_of(request.LANGUAGE_CODE, garage)),
    ):
        member = Member.objects.get(membership=membership)
        held = Ownership.objects.of(member).select_related("passport__vehicle").order_by("pk")
        vehicles = [ownership.passport.vehicle for ownership in held]
        today = garage.today()
        outlooks = outlooks_of(vehicles, today=today)
        customers = [ownership.customer_id for ownership in held]
        coming = (
            Appointment.objects.coming()
            .filter(customer__in=customers, passport__in=[ownership.passport_id for ownership in held])
            .exclude(starts_at__lt=timezone.now())
            .select_related("passport__vehicle")
            .order_by("starts_at", "pk")
        )
        return OwnGarage(
            garage=garage,
            cars=[
                Car(
                    vehicle,
                    outlooks[vehicle.pk].tone,
                    headline(vehicle, outlooks[vehicle.pk], today),
                    subline(outlooks[vehicle.pk]),
                )
                for vehicle in vehicles
            ],
            offers=list(_offers_to(request.user.email)),
            appointments=[appointment_row(appointment) for appointment in coming],
            fleets=list(Fleet.objects.managed_by(member).order_by("name")),
        )


def _offers_to(email: str) -> Any:
    whose = ids_with_identity(email_identity(email))
    offered = Passport.objects.filter(state=Passport.State.OFFERED, customer__in=whose)
    return offered.select_related("vehicle", "customer").order_by("pk")
