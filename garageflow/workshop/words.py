"""What people call the events and pages of this app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from garageflow.audit.registry import Words
from garageflow.workshop.models import WorkOrder


def _changed(facts: Mapping[str, Any]) -> str:
    """The facts name columns: people call them otherwise."""
    names = facts.get("fields", [])
    if not isinstance(names, list):
        return _("Work order changed")
    labels = {
        "customer": _("customer"),
        "shop": _("shop"),
        "mechanic": _("mechanic"),
        "works": _("works"),
        **{field.name: str(field.verbose_name) for field in WorkOrder._meta.fields if not field.is_relation},
    }
    fields = ", ".join(str(labels.get(name, name)) for name in names)
    return _("Work order changed: %(fields)s") % {"fields": fields}


def _entered(facts: Mapping[str, Any]) -> str:
    km = facts.get("km")
    if not km or km == "…":
        return _("Entered by the mechanic")
    return _("Entered by the mechanic: %(km)s km") % {"km": km}


EVENTS: dict[str, Words] = {
    "workshop.order_created": _lazy("Work order made for %(vehicle)s"),
    "workshop.order_changed": _changed,
    "workshop.mechanic_assigned": _lazy("Given to %(name)s"),
    "workshop.order_started": _lazy("Work begun"),
    "workshop.service_entered": _entered,
    "workshop.order_closed": _lazy("End of service"),
    "workshop.order_reopened": _lazy("Work order opened again"),
    "workshop.orders_handed_over": _lazy("Work orders handed over to %(name)s: %(count)s"),
}

ROUTES = {
    "order-list": _lazy("Work orders"),
    "order-export": _lazy("Export work orders"),
    "calendar": _lazy("Calendar of work orders"),
    "order": _lazy("A work order"),
    "order-new": _lazy("Make a work order"),
    "order-edit": _lazy("Change a work order"),
    "order-mechanic": _lazy("Give a work order to a mechanic"),
    "order-start": _lazy("Begin a work order"),
    "order-end": _lazy("End of service"),
    "order-reopen": _lazy("Open a closed work order again"),
    "mine": _lazy("My work orders (mechanic)"),
    "service": _lazy("Enter reading and works (mechanic)"),
    "photo": _lazy("The photo of the dashboard"),
}
