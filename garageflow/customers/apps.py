from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "garageflow.customers"
    label = "customers"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from garageflow.audit.registry import register_events
        from garageflow.customers.roles import VIEW_ROLES
        from garageflow.members.route_names import name_routes
        from garageflow.ui import navigation

        register_events({"customers.customer_changed": _words_of_change})
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


def _words_of_change(facts: Mapping[str, Any]) -> str:
    """The facts name columns: people call them otherwise."""
    from django.utils.translation import gettext as _

    from garageflow.customers.models import Customer

    names = facts.get("fields", [])
    if not isinstance(names, list):
        return _("Customer changed")
    fields = ", ".join(str(Customer._meta.get_field(name).verbose_name) for name in names)
    return _("Customer changed: %(fields)s") % {"fields": fields}
