from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import AppConfig


class VehiclesConfig(AppConfig):
    name = "garageflow.vehicles"
    label = "vehicles"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from garageflow.audit.registry import register_events
        from garageflow.jobs.registry import Kind, register, register_nightly
        from garageflow.members.route_names import name_routes
        from garageflow.vehicles.domain import look_ups

        name_routes("vehicles", _("Vehicles"), {"look-up": _("Look up a plate or VIN")})
        register(
            Kind(name=look_ups.LOOK_UP, handler=look_ups.answer_look_up, on_failed=look_ups.give_up_look_up)
        )
        register_nightly(
            "vehicles.forget_look_ups",
            look_ups.forget_look_ups,
            label=_("Look-ups of yesterday in the vehicle register"),
            removes=True,
        )
        register_events(
            {
                "vehicles.odometer_recorded": _("Odometer reading recorded: %(km)s km"),
                "vehicles.odometer_corrected": _("Odometer reading corrected: %(wrong)s → %(km)s km"),
                "vehicles.odometer_voided": _("Odometer reading declared void: %(km)s km (%(reason)s)"),
                "vehicles.odometer_worked_on": _("Works on the odometer: %(km_before)s → %(km_after)s km"),
                "vehicles.vehicle_added": _("Vehicle added"),
                "vehicles.vehicle_changed": _words_of_change,
                "vehicles.inspection_date_set": _("APK date set: %(due_on)s"),
            }
        )


def _words_of_change(facts: Mapping[str, Any]) -> str:
    """The facts name columns: people call them otherwise."""
    from django.utils.translation import gettext as _

    from garageflow.vehicles.models import Vehicle

    names = facts.get("fields", [])
    if not isinstance(names, list):
        return _("Vehicle changed")
    # Plate and its written form are one thing to people, and are called the same.
    labels = {field.name: str(field.verbose_name) for field in Vehicle._meta.fields}
    words = dict.fromkeys(labels[name] for name in names if name in labels)
    return _("Vehicle changed: %(fields)s") % {"fields": ", ".join(words)}
