from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "garageflow.members"
    label = "members"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from garageflow.audit.registry import register_events, register_platform_events
        from garageflow.jobs.registry import register_nightly
        from garageflow.mail.registry import MailKind, register
        from garageflow.members import receivers
        from garageflow.members.domain.invitations import MAIL, forget_closed_invitations
        from garageflow.members.mails import compose_invitation
        from garageflow.members.route_names import name_routes
        from garageflow.members.words import EVENTS, PLATFORM_EVENTS, ROUTES
        from garageflow.tenancy.models import Role
        from garageflow.ui import navigation

        receivers.connect()
        register_events(EVENTS)
        register_nightly(
            "members.forget_closed_invitations",
            forget_closed_invitations,
            label=_("Invitations that were answered or ran out"),
            removes=True,
        )
        register_platform_events(PLATFORM_EVENTS)
        name_routes("members", _("Members and settings"), ROUTES)
        register(MailKind(name=MAIL, compose=compose_invitation, send_again=True, label=_("Invitation")))
        for label, url_name, icon, order in (
            (_("Members"), "members:list", "roles", 92),
            (_("Settings"), "members:settings", "settings", 96),
        ):
            navigation.register(
                navigation.NavItemSpec(
                    label=label,
                    url_name=url_name,
                    icon=icon,
                    roles=frozenset({Role.OWNER}),
                    order=order,
                    section=_("Garage"),
                )
            )
