"""A fleet as its pages print it: for the garage, and for its manager in the portal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from autopaspoort.domain.fleets import FleetCounts, counts_of, overdue, soon, vehicles_of, waiting
from autopaspoort.domain.outlook import Outlook, outlooks_of, readings_of
from autopaspoort.models import Fleet, Passport
from autopaspoort.models.passport import PassportQuerySet
from autopaspoort.portal_rows import headline, subline
from garageflow.tables.downloads import csv_download, xlsx_download
from garageflow.tables.writing import Value
from garageflow.ui.parts import Tab
from garageflow.vehicles.plates import normalise_plate

_DOWNLOADS = {"csv": csv_download, "xlsx": xlsx_download}


@dataclass(frozen=True, slots=True)
class FleetCar:
    number: int
    country: str
    plate: str
    title: str
    driver: str
    tone: str
    headline: str
    subline: str


def chosen_vehicles(fleet: Fleet, params: QueryDict, today: date) -> PassportQuerySet:
    """What the tab and the search of the page ask for."""
    found = vehicles_of(fleet).select_related("vehicle", "customer")
    conditions = {"overdue": overdue(today), "soon": soon(today), "waiting": waiting()}
    chosen = str(params.get("show", ""))
    if chosen in conditions:
        found = found.filter(conditions[chosen])
    plate = normalise_plate(params.get("q", "").replace("\0", ""))
    return found.filter(vehicle__plate__starts_with=plate) if plate else found


def fleet_tabs(fleet: Fleet, params: QueryDict, today: date) -> list[Tab]:
    counts: FleetCounts = counts_of(fleet, today=today)
    labels = (
        ("", _("All"), counts.vehicles),
        ("overdue", _("APK overdue"), counts.overdue),
        ("soon", _("APK within two months"), counts.soon),
        ("waiting", _("Driver has not accepted"), counts.waiting),
    )
    chosen = params.get("show", "")
    return [
        Tab(label=label, count=count, url=f"?show={key}" if key else "?", current=chosen == key)
        for key, label, count in labels
    ]


def fleet_cars(passports: Iterable[Passport], today: date) -> list[FleetCar]:
    passports = list(passports)
    outlooks = outlooks_of([passport.vehicle for passport in passports], today=today)
    return [_car(passport, outlooks[passport.vehicle_id], today) for passport in passports]


def fleet_download(fleet: Fleet, passports: PassportQuerySet, kind: str, today: date) -> HttpResponse:
    if kind not in _DOWNLOADS:
        raise Http404
    header = [
        _("Plate"),
        _("Country"),
        _("Vehicle"),
        _("VIN"),
        _("Fuel"),
        _("First registration"),
        _("APK date"),
        _("Odometer (km)"),
        _("What comes up"),
        _("Driven by"),
        _("E-mail address"),
        _("Status"),
    ]
    rows = list(passports.order_by("vehicle__plate", "pk"))
    return _DOWNLOADS[kind](fleet.name, header, _cells(rows, today))


def _car(passport: Passport, outlook: Outlook, today: date) -> FleetCar:
    vehicle = passport.vehicle
    return FleetCar(
        number=vehicle.number,
        country=vehicle.plate_country,
        plate=vehicle.plate_display,
        title=vehicle.title,
        driver=passport.customer.full_name,
        tone=outlook.tone,
        headline=headline(vehicle, outlook, today),
        subline=subline(outlook),
    )


def _cells(passports: list[Passport], today: date) -> Iterator[tuple[Value, ...]]:
    vehicles = [passport.vehicle for passport in passports]
    outlooks = outlooks_of(vehicles, today=today)
    readings = readings_of([vehicle.pk for vehicle in vehicles])
    for passport in passports:
        vehicle, customer = passport.vehicle, passport.customer
        known = readings[vehicle.pk]
        yield (
            vehicle.plate_display,
            vehicle.plate_country,
            vehicle.title,
            vehicle.vin,
            str(vehicle.get_fuel_display()),
            vehicle.first_registered_on,
            outlooks[vehicle.pk].inspection.on,
            known[-1][1] if known else None,
            subline(outlooks[vehicle.pk]),
            customer.full_name,
            customer.email,
            str(Passport.State(passport.state).label),
        )
