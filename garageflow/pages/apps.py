from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "garageflow.pages"
    label = "pages"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from garageflow.members.route_names import name_routes
        from garageflow.tenancy.access import STAFF
        from garageflow.tenancy.models import Role
        from garageflow.ui import navigation

        navigation.register(
            navigation.NavItemSpec(
                label=_("Home"), url_name="pages:home", icon="home", roles=frozenset(STAFF), order=0
            )
        )
        navigation.register(
            navigation.NavItemSpec(
                label=_("Last night"),
                url_name="pages:last-night",
                icon="dark",
                roles=frozenset({Role.OWNER}),
                order=69,
                section=_("Garage"),
            )
        )
        name_routes(
            "pages",
            _("Home and search"),
            {"home": _("Home"), "search": _("Search"), "last-night": _("Last night")},
        )
        # The apps below members cannot name their own pages there.
        name_routes("audit", _("Audit"), {"list": _("Audit")})
        name_routes(
            "jobs",
            _("Batch jobs"),
            {
                "list": _("My batch jobs"),
                "detail": _("Details of a batch job"),
                "cancel": _("Cancel a batch job"),
                "retry": _("Start a failed batch job again"),
                "run": _("Run a batch job now (demo)"),
            },
        )
        name_routes(
            "documents",
            _("Documents"),
            {"download": _("Download a document"), "pdf-order": _("A PDF that was asked for")},
        )
        name_routes(
            "mail",
            _("E-mails"),
            {
                "list": _("E-mails"),
                "arrived": _("Decide that a doubtful e-mail arrived"),
                "again": _("Send a doubtful or failed e-mail again"),
            },
        )
