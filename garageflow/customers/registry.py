"""What features add to a customer's page. They register in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from garageflow.customers.models import Customer
from garageflow.mail.models import OutboxMail, OutboxMailQuerySet


@dataclass(frozen=True, slots=True)
class CustomerVehicle:
    """A vehicle that a feature knows this customer by, and how it stands there."""

    number: int
    title: str
    plate: str
    plate_country: str
    status: str = ""
    tone: str = "none"


# The customers who are known to bring a vehicle (its number), the present one first.
Keepers = Callable[[int], list[Customer]]

_keepers: list[Keepers] = []
_vehicles: list[Callable[[Customer], list[CustomerVehicle]]] = []
_mail_subjects: dict[str, Callable[[Customer], QuerySet[Any]]] = {}


def register_vehicles(of_customer: Callable[[Customer], list[CustomerVehicle]]) -> None:
    """One query that gives the vehicles of a customer."""
    _vehicles.append(of_customer)


def register_mails(kind: str, subjects: Callable[[Customer], QuerySet[Any]]) -> None:
    """`subjects` gives the ids that e-mails of this kind about the customer carry as their subject."""
    _mail_subjects[kind] = subjects


def register_keepers(of_vehicle: Keepers) -> None:
    """One query that gives the customers of a vehicle."""
    _keepers.append(of_vehicle)


def keepers_of(vehicle_number: int) -> list[Customer]:
    """Each once, the likeliest first."""
    return list(dict.fromkeys(keeper for of_vehicle in _keepers for keeper in of_vehicle(vehicle_number)))


def vehicles_of(customer: Customer) -> list[CustomerVehicle]:
    """Each once, as the first feature that knows it sees it."""
    known: dict[int, CustomerVehicle] = {}
    for of_customer in _vehicles:
        for vehicle in of_customer(customer):
            known.setdefault(vehicle.number, vehicle)
    return list(known.values())


def mails_of(customer: Customer) -> OutboxMailQuerySet:
    """Every e-mail to him, newest first, also those that went to an earlier address of his."""
    about_him = [Q(kind=kind, subject_id__in=of(customer)) for kind, of in _mail_subjects.items()]
    return OutboxMail.objects.filter(reduce(or_, about_him, Q(pk__in=[]))).newest_first()
