from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "garageflow.customers"
    label = "customers"
    verbose_name = _("Customers")

    def ready(self) -> None:
        from garageflow.audit.registry import register_events
        from garageflow.customers.domain.doubles import find_doubles_of_the_night
        from garageflow.customers.domain.merging import forget_merges
        from garageflow.customers.double_job import FIND_DOUBLES, run_search
        from garageflow.customers.receivers import note_failed_address
        from garageflow.customers.roles import EDIT_ROLES, VIEW_ROLES
        from garageflow.customers.words import EVENTS
        from garageflow.jobs.registry import Kind, register, register_nightly
        from garageflow.mail.signals import address_failed
        from garageflow.members.route_names import name_routes
        from garageflow.ui import navigation

        register_events(EVENTS)
        register_nightly(
            "customers.find_doubles", find_doubles_of_the_night, label=_("Customers who may be there twice")
        )
        register_nightly(
            "customers.forget_merges",
            forget_merges,
            label=_("Merges that cannot be undone any more"),
            removes=True,
        )
        register(Kind(FIND_DOUBLES, run_search, category=_("Search for doubles"), roles=EDIT_ROLES))
        address_failed.connect(note_failed_address, dispatch_uid="customers.failed_address")
        name_routes(
            "customers",
            _("Customers"),
            {
                "list": _("Customers"),
                "export": _("Export customers"),
                "detail": _("A customer's page"),
                "edit": _("Change a customer"),
                "doubles": _("Customers who may be there twice"),
                "doubles-find": _("Look for customers who are there twice"),
                "double-apart": _("Say that two customers are two persons"),
                "merge-choose": _("Choose with whom a customer is merged"),
                "merge": _("Merge two customers"),
                "merge-undo": _("Undo a merge"),
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
