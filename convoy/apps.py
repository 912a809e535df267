from __future__ import annotations

from django.apps import AppConfig


class ConvoyConfig(AppConfig):
    name = "convoy"
    verbose_name = "Convoy"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from convoy import home_part, money_words
        from convoy.domain.alerts import send_alerts
        from convoy.domain.availability import remind_of_next_week
        from convoy.domain.inspecting import INSPECTION_PDF
        from convoy.domain.inspection_pdf import make_inspection_pdf
        from convoy.domain.papers import remind_of_documents
        from convoy.domain.trips import ALERTS, expire_trips
        from convoy.files import SUBJECTS
        from convoy.mails import KINDS
        from convoy.money import register_money
        from convoy.roles import DISPATCH_ROLES
        from convoy.words import EVENTS, ROUTES
        from garageflow.audit.registry import register_events
        from garageflow.documents import registry as documents
        from garageflow.jobs import registry as jobs
        from garageflow.mail import registry as mail
        from garageflow.members.outside import register_outside_page
        from garageflow.members.route_names import name_routes
        from garageflow.tenancy.models import Feature, Role
        from garageflow.ui import home, navigation

        jobs.register(jobs.Kind(name=ALERTS, handler=send_alerts))
        jobs.register(jobs.Kind(name=INSPECTION_PDF, handler=make_inspection_pdf))
        jobs.register_nightly("convoy.expire_trips", expire_trips, label=_("Trips that nobody took"))
        jobs.register_nightly(
            "convoy.remind_of_documents", remind_of_documents, label=_("Reminders of papers of drivers")
        )
        jobs.register_nightly(
            "convoy.remind_of_next_week",
            remind_of_next_week,
            label=_("Reminders of next week’s availability"),
        )
        for kind in KINDS:
            mail.register(kind)
        for subject, may_see in SUBJECTS.items():
            documents.register_subject(subject, may_see)
        register_events(EVENTS)
        register_outside_page(Role.DRIVER, label=_("My trips"), url_name="convoy:partner")
        register_money()
        name_routes("convoy", _("Convoy"), {**ROUTES, **money_words.ROUTES})
        feature = Feature.CONVOY
        home.register_part(
            home_part.home_part,
            roles=DISPATCH_ROLES,
            feature=feature,
            order=40,
            counters=home_part.PART_COUNTERS,
        )
        home.register_attention(
            home_part.attention,
            roles=DISPATCH_ROLES,
            feature=feature,
            order=40,
            counters=home_part.ATTENTION_COUNTERS,
        )
        navigation.register(
            navigation.NavItemSpec(
                label=_("Convoy"),
                url_name="convoy:home",
                icon="convoy",
                roles=frozenset(DISPATCH_ROLES),
                feature=Feature.CONVOY,
                order=40,
                counter=home_part.quotes_waiting,
                tone="soon",
            )
        )
