"""The correction form: when corrections in a row were rejected, Car-Pass wants paper with a signature."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carpass.domain.report_steps import NotPossibleNow, lock_report, move, note
from carpass.models import CorrectionForm, OdometerReport
from carpass.states import Event, State
from garageflow.audit.domain import record
from garageflow.documents.domain.pdf import request_pdf
from garageflow.documents.models import PdfOrder
from garageflow.errors import DomainError
from garageflow.mail.domain.outbox import queue_mail
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor

FORM_PDF = FORM_MAIL = "carpass.correction_form"


class FormIsNotDrawn(DomainError):
    pass


@transaction.atomic
def make_form(
    report: OdometerReport,
    *,
    cause: str,
    right_km: int,
    right_on: date,
    explanation: str,
    proofs: str,
    place: str,
    language: str,
    by: Actor,
    mail_to_me: bool = False,
) -> CorrectionForm:
    """Fill in the form and have it drawn by a worker, which also sends it where it is wanted. It can be made
    again as long as it is not sent. Raises NotPossibleNow."""
    report = lock_report(report)
    if report.state == State.FORM_PRINTED:
        note(report, "form_made_again", by=by)
    else:
        move(report, Event.PRINT_FORM, by=by)
    report.save()
    form, _is_new = CorrectionForm.objects.update_or_create(
        report=report,
        defaults={
            "cause": cause,
            "right_km": right_km,
            "right_on": right_on,
            "explanation": explanation.strip()[:1000],
            "proofs": proofs.strip()[:300],
            "place": place.strip()[:100],
            "made_on": active_garage().today(),
            "made_by": by.member,
            "made_at": timezone.now(),
            "mail_to": _address_of(by) if mail_to_me else "",
        },
    )
    name = f"Car-Pass {report.case_number or report.pk}.pdf"
    form.pdf_order = request_pdf(FORM_PDF, subject=report, name=name, language=language, by=by)
    form.save(update_fields=["pdf_order"])
    record("carpass.form_made", report, by=by, vehicle=str(report.vehicle))
    return form


@transaction.atomic
def mail_form(report: OdometerReport, *, by: Actor) -> CorrectionForm:
    """Send it to the member who asks, once a minute at most. Raises FormIsNotDrawn."""
    report = lock_report(report)
    form = CorrectionForm.objects.select_related("pdf_order").filter(report=report).first()
    if form is None or form.pdf_order is None or form.pdf_order.document_id is None:
        raise FormIsNotDrawn(_("The form is still being drawn. Try again in a moment."))
    key = f"correction-form:{form.pk}:{by.label}:{timezone.now():%Y%m%d%H%M}"
    if _queue(form, to=_address_of(by), language=form.pdf_order.language, key=key):
        record("carpass.form_mailed", report, by=by, vehicle=str(report.vehicle))
    return form


def mail_drawn_form(order: PdfOrder) -> None:
    """The worker has drawn it: it goes to whom it was promised, in the same transaction."""
    form = CorrectionForm.objects.filter(pdf_order=order).exclude(mail_to="").first()
    if form is not None:
        key = f"correction-form:{form.pk}:{order.pk}"
        _queue(form, to=form.mail_to, language=order.language, key=key)


@transaction.atomic
def note_form_sent(report: OdometerReport, *, by: Actor) -> OdometerReport:
    """It is signed and on its way to Car-Pass. Raises NotPossibleNow."""
    return _step(report, Event.SEND_FORM, "carpass.form_sent", by=by)


@transaction.atomic
def close_report(report: OdometerReport, *, by: Actor) -> OdometerReport:
    """Car-Pass settled the case. Raises NotPossibleNow."""
    return _step(report, Event.CLOSE, "carpass.report_closed", by=by)


def _step(report: OdometerReport, event: Event, audit_event: str, *, by: Actor) -> OdometerReport:
    report = lock_report(report)
    move(report, event, by=by)
    if report.is_settled:
        report.settled_at = timezone.now()
    report.save()
    record(audit_event, report, by=by, vehicle=str(report.vehicle))
    return report


def _queue(form: CorrectionForm, *, to: str, language: str, key: str) -> bool:
    return queue_mail(FORM_MAIL, to=to, language=language, idempotency_key=key, subject_id=form.pk)


def _address_of(by: Actor) -> str:
    if by.member is None:
        raise NotPossibleNow(_("Only a member of the garage has an address to send it to."))
    return str(by.member.membership.user.email)
