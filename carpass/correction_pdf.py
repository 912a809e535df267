"""The correction form on paper, and the e-mail that brings it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from carpass.domain.correction_forms import FORM_MAIL, FORM_PDF, mail_drawn_form
from carpass.models import CorrectionForm, OdometerReport
from carpass.report_roles import REPORT_ROLES
from garageflow.documents.domain.documents import open_document
from garageflow.documents.registry import PdfKind
from garageflow.mail.models import OutboxMail
from garageflow.mail.registry import Content, MailKind, NothingToSay
from garageflow.tenancy.http import GarageRequest


def build_form(report_id: int) -> Mapping[str, Any]:
    form = CorrectionForm.objects.select_related(
        "report__vehicle", "report__shop", "report__account", "made_by"
    ).get(report=report_id)
    report = form.report
    return {
        "form": form,
        "report": report,
        "vehicle": report.vehicle,
        "shop": report.shop,
        "account": report.account,
    }


def may_see_report(request: GarageRequest, report_id: int) -> bool:
    membership = request.membership
    if membership is None or not membership.has_any_role(REPORT_ROLES):
        return False
    return OdometerReport.objects.filter(pk=report_id).exists()


def compose_form(mail: OutboxMail) -> Content:
    form = (
        CorrectionForm.objects.select_related("pdf_order__document", "report__vehicle", "made_by")
        .filter(pk=mail.subject_id or 0)
        .first()
    )
    if form is None or form.pdf_order is None or form.pdf_order.document is None:
        raise NothingToSay
    document = form.pdf_order.document
    with open_document(document) as file:
        content = file.read()
    report = form.report
    return Content(
        subject=_("Correction form for Car-Pass: %(vehicle)s") % {"vehicle": report.vehicle},
        greeting=_("Hello %(name)s,") % {"name": form.made_by.name if form.made_by else ""},
        paragraphs=(
            _("The correction form is attached. Print it, sign it and send it to Car-Pass with the proofs."),
        ),
        facts=(
            (_("Case"), report.case_number or "–"),
            (_("VIN"), report.vin),
            (_("Right reading"), f"{form.right_km} km"),
            (_("Date"), date_format(form.right_on, "DATE_FORMAT")),
        ),
        attachments=((document.name, content, document.content_type),),
    )


PDF = PdfKind(
    name=FORM_PDF,
    template="carpass/correction_form_pdf.html",
    build=build_form,
    keep_days=None,
    on_drawn=mail_drawn_form,
)
MAIL = MailKind(
    name=FORM_MAIL, compose=compose_form, send_again=True, label=_lazy("Correction form for Car-Pass")
)
