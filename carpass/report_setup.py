"""What odometer reports register when the application starts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from carpass import correction_pdf
from carpass.domain.report_calls import REPORT
from carpass.domain.report_sending import give_up, wake_forgotten_reports, work_on_report
from garageflow.audit.registry import register_events
from garageflow.documents import registry as documents
from garageflow.jobs import registry as jobs
from garageflow.mail import registry as mail

EVENTS = {
    "carpass.report_made": _("Odometer report made: %(vehicle)s, %(km)s km"),
    "carpass.report_changed": _("Odometer report changed: %(vehicle)s, %(km)s km"),
    "carpass.report_sent": _("Odometer report sent: %(vehicle)s, %(km)s km"),
    "carpass.report_deferred": _("Odometer report not sent yet: %(vehicle)s"),
    "carpass.report_taken_back": _("Odometer report taken out of the queue: %(vehicle)s"),
    "carpass.report_cancelled": _("Odometer report cancelled: %(vehicle)s"),
    "carpass.report_retried": _("Odometer report tried again: %(vehicle)s"),
    "carpass.findings_confirmed": _("Odometer report confirmed before sending (%(codes)s): %(reason)s"),
    "carpass.data_confirmed": _("Confirmed to Car-Pass that the data of %(vehicle)s are correct: %(reason)s"),
    "carpass.form_made": _("Correction form made: %(vehicle)s"),
    "carpass.form_mailed": _("Correction form mailed: %(vehicle)s"),
    "carpass.form_sent": _("Correction form sent to Car-Pass: %(vehicle)s"),
    "carpass.report_closed": _("Settled with Car-Pass: %(vehicle)s"),
}


def register() -> None:
    register_events(EVENTS)
    jobs.register(jobs.Kind(name=REPORT, handler=work_on_report, on_failed=give_up))
    mail.register(correction_pdf.MAIL)
    documents.register_pdf(correction_pdf.PDF)
    documents.register_subject("carpass.odometerreport", correction_pdf.may_see_report)
    jobs.register_nightly(
        "carpass.wake_reports", wake_forgotten_reports, label=_("Odometer reports that waited too long")
    )
    _register_pages()


def _register_pages() -> None:
    from carpass import night_part, report_pages
    from carpass.counters import late_reports, reports_put_off_today, reports_to_solve, unknown_vehicles
    from carpass.report_roles import CONFIRM_ROLES, REPORT_ROLES
    from carpass.roles import DOCUMENT_ROLES
    from garageflow.tenancy.models import Feature
    from garageflow.ui import home, navigation, nights
    from garageflow.vehicles.menu import register_vehicle_menu
    from garageflow.workshop import registry as workshop

    feature = Feature.CAR_PASS
    workshop.register_end_of_service(report_pages.end_of_service_window)
    workshop.register_order_card(report_pages.order_card)
    home.register_attention(
        report_pages.attention,
        roles=CONFIRM_ROLES,
        feature=feature,
        order=15,
        counters=[reports_to_solve, late_reports, reports_put_off_today, unknown_vehicles],
    )
    nights.register(night_part.night_part, order=40, feature=feature, counters=night_part.COUNTERS)
    for label, url_of, icon, roles, order in (
        (report_pages.NEW_REPORT, report_pages.new_report_url, "odometer", REPORT_ROLES, 20),
        (report_pages.HISTORY, report_pages.history_url, "carpass", DOCUMENT_ROLES, 30),
    ):
        register_vehicle_menu(label, url_of, icon=icon, roles=roles, feature=feature, order=order)
    navigation.register(
        navigation.NavItemSpec(
            label="Car-Pass",
            url_name="carpass:report-list",
            icon="carpass",
            roles=frozenset(REPORT_ROLES),
            feature=feature,
            order=8,
            counter=reports_to_solve,
        )
    )
