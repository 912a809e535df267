from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopConfig(AppConfig):
    name = "garageflow.workshop"
    label = "workshop"
    verbose_name = _("Workshop")

    def ready(self) -> None:
        from garageflow.audit.registry import register_events
        from garageflow.customers import registry as customers
        from garageflow.documents.registry import register_subject
        from garageflow.members.handover import register_handover
        from garageflow.members.route_names import name_routes
        from garageflow.tenancy.models import Role
        from garageflow.ui import home, navigation
        from garageflow.vehicles.menu import register_vehicle_menu
        from garageflow.workshop import home_part
        from garageflow.workshop.domain.orders import hand_over_on_departure
        from garageflow.workshop.roles import ORDER_ROLES, PLAN_ROLES
        from garageflow.workshop.words import EVENTS, ROUTES

        register_events(EVENTS)
        name_routes("workshop", _("Workshop"), ROUTES)
        register_subject("workshop.workorder", home_part.may_see_order)
        register_handover(hand_over_on_departure)
        customers.register_vehicles(home_part.vehicles_of)
        customers.register_keepers(home_part.keepers_of)
        home.register_part(home_part.home_part, roles=ORDER_ROLES, order=20)
        home.register_attention(
            home_part.attention, roles=PLAN_ROLES, order=20, counters=[home_part.ready_orders]
        )
        register_vehicle_menu(
            _("New work order"), home_part.new_order_url, icon="workshop", roles=PLAN_ROLES, order=10
        )
        navigation.register(
            navigation.NavItemSpec(
                label=_("My work orders"),
                url_name="workshop:mine",
                icon="mechanic",
                roles=frozenset({Role.MECHANIC}),
                order=4,
            )
        )
        navigation.register(
            navigation.NavItemSpec(
                label=_("Workshop"),
                url_name="workshop:order-list",
                icon="workshop",
                roles=frozenset(ORDER_ROLES),
                order=6,
            )
        )
