from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "garageflow.audit"
    label = "audit"
    verbose_name = _("Audit")

    def ready(self) -> None:
        from garageflow.audit import words
        from garageflow.audit.registry import register_events
        from garageflow.tenancy.models import Role
        from garageflow.ui import navigation

        register_events(
            {
                "audit.admin_entered": _("Platform staff opened the administration pages of this garage"),
                "audit.row_added": words.row_added,
                "audit.row_changed": words.row_changed,
                "audit.row_deleted": words.row_deleted,
            }
        )
        navigation.register(
            navigation.NavItemSpec(
                label=_("Audit"),
                url_name="audit:list",
                icon="audit",
                roles=frozenset({Role.OWNER}),
                order=90,
                section=_("Garage"),
            )
        )
