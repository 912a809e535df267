from django.apps import AppConfig


class VehiclesConfig(AppConfig):
    name = "garageflow.vehicles"
    label = "vehicles"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from garageflow.audit.registry import register_events

        register_events(
            {
                "vehicles.odometer_recorded": _("Odometer reading recorded: %(km)s km"),
                "vehicles.vehicle_changed": _("Vehicle changed: %(fields)s"),
                "vehicles.inspection_date_set": _("APK date set: %(due_on)s"),
            }
        )
