"""The addresses of odometer reports, inside a garage."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from carpass.views import correction_forms, end_of_service, quality, report_actions, reports

_REPORT = "car-pass/reports/<int:pk>/"

report_urls: list[URLPattern | URLResolver] = [
    path("car-pass/", reports.report_list, name="report-list"),
    re_path(r"^car-pass\.(?P<kind>csv|xlsx)$", reports.report_export, name="report-export"),
    path("car-pass/quality/", quality.quality_page, name="quality"),
    path("car-pass/reports/new/", report_actions.report_new, name="report-new"),
    path("car-pass/reports/findings/", report_actions.report_findings, name="report-findings"),
    path("car-pass/reports/sending/", report_actions.reports_send, name="reports-send"),
    path(_REPORT, reports.report_detail, name="report"),
    path(f"{_REPORT}edit/", report_actions.report_edit, name="report-edit"),
    path(f"{_REPORT}sending/", report_actions.report_send, name="report-send"),
    path(f"{_REPORT}confirmation/", report_actions.report_confirm, name="report-confirm"),
    path(f"{_REPORT}deferral/", report_actions.report_defer, name="report-defer"),
    path(f"{_REPORT}taking-back/", report_actions.report_take_back, name="report-take-back"),
    path(f"{_REPORT}cancellation/", report_actions.report_cancel, name="report-cancel"),
    path(f"{_REPORT}correction-form/", correction_forms.correction_form, name="correction-form"),
    path(
        f"{_REPORT}correction-form/mail/", correction_forms.correction_form_mail, name="correction-form-mail"
    ),
    path(
        f"{_REPORT}correction-form/sent/", correction_forms.correction_form_sent, name="correction-form-sent"
    ),
    path(
        f"{_REPORT}correction-form/settled/",
        correction_forms.correction_form_settled,
        name="correction-form-settled",
    ),
    path("car-pass/work-orders/<int:number>/", reports.order_card, name="order-card"),
    path("car-pass/work-orders/<int:number>/end/", end_of_service.end_of_service, name="end-of-service"),
    path("car-pass/work-orders/<int:number>/findings/", end_of_service.end_findings, name="end-findings"),
]
