"""Inside a garage."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from carpass.report_urls import report_urls
from carpass.views import accounts, documents, renewals

app_name = "carpass"

_documents: list[URLPattern | URLResolver] = [
    path("car-pass/vehicles/<int:number>/", documents.vehicle_documents, name="vehicle"),
    path("car-pass/vehicles/<int:number>/mark/", renewals.mark, name="mark"),
    path("car-pass/vehicles/<int:number>/renewal/", renewals.renewal_new, name="renew"),
    path("car-pass/vehicles/<int:number>/history/", documents.history_new, name="history-new"),
    path("car-pass/histories/<int:renewal_id>/", documents.history, name="history"),
    path("car-pass/vehicles/<int:number>/documents/", documents.document_new, name="document-new"),
    path("car-pass/vehicles/<int:number>/exclusion/", documents.exclusion_set, name="exclusion-set"),
    path("car-pass/vehicles/<int:number>/public/", documents.public_open, name="public"),
    path("car-pass/vehicles/<int:number>/pdf/", documents.pdf_open, name="pdf"),
    path(
        "car-pass/documents/<int:document_id>/revocation/", documents.document_revoke, name="document-revoke"
    ),
    path("car-pass/accounts/", accounts.account_list, name="accounts"),
    path("car-pass/accounts/new/", accounts.account_new, name="account-new"),
    path("car-pass/accounts/test/", accounts.accounts_test, name="accounts-test"),
    path("car-pass/accounts/<int:account_id>/", accounts.account_change, name="account"),
    path("car-pass/accounts/<int:account_id>/test/", accounts.account_test, name="account-test"),
    path("car-pass/accounts/<int:account_id>/password/", accounts.password_show, name="account-password"),
    path("car-pass/settings/", accounts.settings_edit, name="settings"),
    path("car-pass/expiring/", renewals.expiring_list, name="expiring"),
    path("car-pass/renewals/", renewals.renewals_new, name="renew-many"),
    path("car-pass/renewals/<int:job_id>/", renewals.renewal_job, name="renewal-job"),
    path("car-pass/renewals/<int:job_id>/retry/", renewals.renewal_retry, name="renewal-retry"),
]

urlpatterns: list[URLPattern | URLResolver] = [*_documents, *report_urls]
