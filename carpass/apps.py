from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.urls import reverse

if TYPE_CHECKING:
    from garageflow.jobs.models import BatchJob


class CarpassConfig(AppConfig):
    name = "carpass"
    verbose_name = "Car-Pass"

    def ready(self) -> None:
        from carpass import report_pages, report_setup
        from carpass.words import EVENTS, ROUTES
        from garageflow.audit.registry import register_events
        from garageflow.members.route_names import name_routes

        register_events(EVENTS)
        name_routes("carpass", "Car-Pass", {**ROUTES, **report_pages.ROUTES})
        self._register_documents()
        report_setup.register()

    def _register_documents(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from carpass.attention import expiring, expiring_attention
        from carpass.domain import accounts, pdfs, renewing
        from carpass.domain.expiry import send_digests
        from carpass.domain.renewals import RENEW
        from carpass.mails import DIGEST
        from carpass.roles import DOCUMENT_ROLES, SETTINGS_ROLES
        from carpass.views.documents import may_see_document
        from garageflow.documents.registry import register_subject
        from garageflow.jobs.registry import Kind, register, register_nightly
        from garageflow.mail import registry as mail
        from garageflow.tenancy.models import Feature
        from garageflow.ui import home, navigation

        register(
            Kind(
                name=RENEW,
                handler=renewing.run_renewals,
                on_failed=renewing.give_up,
                category=_("Renew Car-Passes"),
                roles=DOCUMENT_ROLES,
                details_url=_renewal_url,
            )
        )
        register(
            Kind(
                name=accounts.TEST_ACCOUNT,
                handler=accounts.run_connection_test,
                on_failed=accounts.give_up_connection_test,
            )
        )
        register(Kind(name=pdfs.FETCH_PDF, handler=pdfs.fetch_pdf))
        register_nightly("carpass.send_digests", send_digests, label=_("Overview of Car-Passes that expire"))
        mail.register(DIGEST)
        home.register_attention(
            expiring_attention,
            roles=DOCUMENT_ROLES,
            feature=Feature.CAR_PASS,
            order=20,
            counters=[expiring],
        )
        register_subject("carpass.carpassdocument", may_see_document)
        navigation.register(
            navigation.NavItemSpec(
                label=_("Car-Pass accounts"),
                url_name="carpass:accounts",
                icon="carpass",
                roles=frozenset(SETTINGS_ROLES),
                feature=Feature.CAR_PASS,
                order=94,
                section=_("Garage"),
            )
        )


def _renewal_url(job: BatchJob) -> str:
    return reverse("carpass:renewal-job", args=[job.pk])
