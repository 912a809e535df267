"""What features add to a customer's page. They register in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

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


@dataclass(frozen=True, slots=True)
class Decision:
    """Of two rows only one can stay when customers are merged: the values it gets, and why in words."""

    words: str
    values: dict[str, Any] = field(default_factory=dict)


# (the row of the customer who stays, the row of the one who goes); the first one stays.
Decide = Callable[[Any, Any], Decision]

_decides: dict[str, Decide] = {}


def register_decision(model: str, how: Decide) -> None:
    """For a model ("app.model") of which a customer has one row of a kind."""
    _decides[model] = how


def decided_models() -> set[str]:
    return set(_decides)


def decide(mine: Model, his: Model) -> Decision:
    how = _decides.get(mine._meta.label_lower)
    if how is not None:
        return how(mine, his)
    words = _("Both have it (%(what)s): that of the customer who stays counts.")
    return Decision(words % {"what": mine._meta.verbose_name})
