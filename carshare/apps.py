from __future__ import annotations

from django.apps import AppConfig


class CarshareConfig(AppConfig):
    name = "carshare"
    verbose_name = "Car sharing"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from carshare import documents, home_part, mails
        from carshare.domain import arrivals, personal_data, sign_up, trips
        from carshare.roles import ADMIN_ROLES
        from carshare.words import EVENTS, ROUTES
        from garageflow.audit.registry import register_events
        from garageflow.jobs import registry as jobs
        from garageflow.mail import registry as mail
        from garageflow.members.outside import register_outside_page
        from garageflow.members.route_names import name_routes
        from garageflow.tenancy.access import hide_behind
        from garageflow.tenancy.models import Feature, Role
        from garageflow.ui import home, navigation

        feature = Feature.CAR_SHARING
        hide_behind("carshare", feature)
        jobs.register(jobs.Kind(name=sign_up.SIGN_UP, handler=arrivals.run_sign_up))
        jobs.register(jobs.Kind(name=sign_up.LETTER, handler=arrivals.run_letter))
        jobs.register(jobs.Kind(name=trips.RETURN_WATCH, handler=trips.watch_return))
        jobs.register_nightly(
            "carshare.empty_drafts",
            personal_data.empty_drafts,
            label=_("Sign-ups that were never finished"),
            removes=True,
        )
        jobs.register_nightly(
            "carshare.remove_licences",
            personal_data.remove_licences,
            label=_("Driving licences of former subscribers"),
            removes=True,
        )
        jobs.register_nightly(
            "carshare.anonymise_closed",
            personal_data.anonymise_closed,
            label=_("Former subscribers made anonymous"),
            removes=True,
        )
        jobs.register_nightly("carshare.mark_missed", trips.mark_missed, label=_("Bookings that were missed"))
        for kind in mails.KINDS:
            mail.register(kind)
        documents.register_documents()
        register_events(EVENTS)
        name_routes("carshare", _("Car sharing"), ROUTES)
        register_outside_page(Role.SUBSCRIBER, label=_("Car sharing"), url_name="carshare:home")
        home.register_part(
            home_part.home_part,
            roles=ADMIN_ROLES,
            feature=feature,
            order=45,
            counters=home_part.PART_COUNTERS,
        )
        home.register_attention(
            home_part.attention,
            roles=ADMIN_ROLES,
            feature=feature,
            order=60,
            counters=home_part.COUNTERS,
        )
        navigation.register(
            navigation.NavItemSpec(
                label=_("Car sharing"),
                url_name="carshare:admin",
                icon="carshare",
                roles=frozenset(ADMIN_ROLES),
                feature=feature,
                order=40,
            )
        )
