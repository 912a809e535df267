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
    jobs.register_nightly("carpass.wake_reports", wake_forgotten_reports)
