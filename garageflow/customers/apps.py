from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "garageflow.customers"
    label = "customers"
    verbose_name = _("Customers")

    def ready(self) -> None:
        from garageflow.audit.registry import register_events
        from garageflow.customers.receivers import note_failed_address
        from garageflow.customers.roles import VIEW_ROLES
        from garageflow.customers.words import EVENTS
        from garageflow.mail.signals import address_failed
        from garageflow.members.route_names import name_routes
        from garageflow.ui import navigation

        register_events(EVENTS)
        address_failed.connect(note_failed_address, dispatch_uid="customers.failed_address")
        name_routes(
            "customers",
            _("Customers"),
            {
                "list": _("Customers"),
                "export": _("Export customers"),
                "detail": _("A customer's page"),
                "edit": _("Change a customer"),
            },
        )
        navigation.register(
            navigation.NavItemSpec(
                label=_("Customers"),
                url_name="customers:list",
                icon="customers",
                roles=frozenset(VIEW_ROLES),
                order=20,
            )
        )
