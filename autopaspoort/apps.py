from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.urls import reverse

if TYPE_CHECKING:
    from garageflow.jobs.models import BatchJob


class AutopaspoortConfig(AppConfig):
    name = "autopaspoort"
    verbose_name = "AutoPaspoort"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from autopaspoort import home_part, night_part, notices
        from autopaspoort.counters import asked_appointments, invalid_emails
        from autopaspoort.domain.api_keys import forget_calls
        from autopaspoort.domain.batch import CUSTOMER_LIST, give_up, run_customer_list
        from autopaspoort.domain.customer_lists import remove_old_content
        from autopaspoort.domain.inspection_dates import INSPECTION_DATES, look_dates_up, refresh_dates
        from autopaspoort.domain.passports import expire_offers
        from autopaspoort.domain.promotions import SEND, write_mails
        from autopaspoort.domain.reminders import remind_owners
        from autopaspoort.domain.statements import OFFER_MAIL
        from autopaspoort.domain.webhooks import WEBHOOK, forget_deliveries, send_deliveries
        from autopaspoort.fleet_mails import MANAGER
        from autopaspoort.mails import OFFER
        from autopaspoort.merging import DECISIONS
        from autopaspoort.pdf import PASSPORT_PDF, build_passport, may_see_passport
        from autopaspoort.receivers import tell_coupling
        from autopaspoort.roles import LIST_ROLES, PASSPORT_ROLES
        from autopaspoort.words import EVENTS, ROUTES
        from garageflow.audit.registry import register_events
        from garageflow.audit.signals import recorded
        from garageflow.customers import registry as customers
        from garageflow.documents import registry as documents
        from garageflow.jobs import registry as jobs
        from garageflow.mail import registry as mail
        from garageflow.members.outside import register_outside_page
        from garageflow.members.route_names import name_routes
        from garageflow.tenancy.access import hide_behind
        from garageflow.tenancy.models import Feature, Role
        from garageflow.ui import home, navigation, nights
        from garageflow.vehicles.pages import register_offer, register_vehicle_page

        jobs.register(
            jobs.Kind(
                name=CUSTOMER_LIST,
                handler=run_customer_list,
                on_failed=give_up,
                category=_("Upload customer list"),
                roles=LIST_ROLES,
                details_url=_details_url,
                errors={
                    "database": _("The database did not answer. Nothing is lost: try again."),
                    "unexpected": _("Something went wrong on our side. Nothing is lost: try again."),
                },
            )
        )
        jobs.register_nightly(
            "autopaspoort.expire_offers", expire_offers, label=_("Offers of an AutoPaspoort that ran out")
        )
        jobs.register_nightly(
            "autopaspoort.remove_old_content",
            remove_old_content,
            label=_("Customer lists whose lines were emptied"),
            removes=True,
        )
        jobs.register_nightly("autopaspoort.remind_owners", remind_owners, label=_("Reminders to owners"))
        jobs.register_nightly(
            "autopaspoort.forget_calls", forget_calls, label=_("Old calls of the coupling"), removes=True
        )
        jobs.register_nightly(
            "autopaspoort.forget_deliveries",
            forget_deliveries,
            label=_("Old messages of the coupling"),
            removes=True,
        )
        # After the reminders of the night: theirs are the dates that are asked for again.
        jobs.register_nightly(
            "autopaspoort.refresh_dates", refresh_dates, label=_("Inspection dates asked of the register")
        )
        jobs.register(jobs.Kind(name=INSPECTION_DATES, handler=look_dates_up))
        jobs.register(jobs.Kind(name=SEND, handler=write_mails))
        jobs.register(jobs.Kind(name=WEBHOOK, handler=send_deliveries))
        recorded.connect(tell_coupling, dispatch_uid="autopaspoort.coupling")
        hide_behind("api", Feature.AUTOPASPOORT)
        mail.register(OFFER)
        mail.register(MANAGER)
        for kind, label in (
            (notices.AUTOCHECK, _("Autocheck published")),
            (notices.PROPOSED, _("Appointment proposed")),
            (notices.CONFIRMED, _("Appointment confirmed")),
            (notices.CANCELLED, _("Appointment cancelled")),
            (notices.REMINDER, _("Reminder")),
            (notices.PROMOTION, _("Promotion")),
        ):
            mail.register(notices.mail_kind(kind, label))
        register_outside_page(Role.CUSTOMER, label=_("My cars"), url_name="portal:home", is_of_platform=True)

        documents.register_subject("autopaspoort.passport", may_see_passport)
        documents.register_pdf(
            documents.PdfKind(
                name=PASSPORT_PDF, template="autopaspoort/passport_pdf.html", build=build_passport
            )
        )
        register_events(EVENTS)
        name_routes("autopaspoort", "AutoPaspoort", ROUTES)
        feature = Feature.AUTOPASPOORT
        home.register_part(home_part.home_part, roles=PASSPORT_ROLES, feature=feature, order=30)
        home.register_attention(home_part.attention, roles=(Role.OWNER,), feature=feature, order=30)
        nights.register(night_part.night_part, order=20, feature=feature, counters=night_part.COUNTERS)
        register_vehicle_page(_profile_url, roles=PASSPORT_ROLES, feature=feature)
        register_offer(home_part.offer_of, roles=PASSPORT_ROLES, feature=feature)
        customers.register_vehicles(home_part.vehicles_of)
        customers.register_keepers(home_part.keepers_of)
        for model, how in DECISIONS.items():
            customers.register_decision(model, how)
        customers.register_mails(OFFER_MAIL, home_part.mail_subjects_of)
        navigation.register(
            navigation.NavItemSpec(
                label=_("Appointments"),
                url_name="autopaspoort:appointment-list",
                icon="appointment",
                roles=frozenset(PASSPORT_ROLES),
                feature=feature,
                order=11,
                counter=asked_appointments,
            )
        )
        navigation.register(
            navigation.NavItemSpec(
                label="AutoPaspoort",
                url_name="autopaspoort:home",
                icon="passport",
                roles=frozenset(PASSPORT_ROLES),
                feature=feature,
                order=10,
                counter=invalid_emails,
            )
        )


def _details_url(job: BatchJob) -> str:
    return reverse("autopaspoort:customer-list", args=[job.customer_list.pk])


def _profile_url(number: int) -> str:
    return reverse("autopaspoort:profile", args=[number])
