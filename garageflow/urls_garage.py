"""Inside a garage: mounted under /g/<slug>/ by garageflow.tenancy.middleware."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from autopaspoort.views.api import urls as autopaspoort_api
from garageflow.pages.admin_registrations import garage_admin

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("garageflow.members.urls")),
    path("", include("garageflow.audit.urls")),
    path("", include("garageflow.jobs.urls")),
    path("", include("garageflow.documents.urls")),
    path("", include("garageflow.mail.urls")),
    path("", include("garageflow.ui.urls_garage")),
    path("", include("garageflow.vehicles.urls")),
    path("", include("garageflow.customers.urls")),
    path("", include("garageflow.workshop.urls")),
    path("", include("carpass.urls")),
    path("", include("stock.urls")),
    path("", include("autopaspoort.urls")),
    path("api/v1/", autopaspoort_api),
    path("", include("convoy.urls")),
    path("", include("carshare.urls")),
    path("", include("garageflow.moving_in.urls")),
    path("", include("garageflow.pages.urls")),
    path("admin/", garage_admin.urls),
]

handler400 = "garageflow.pages.errors.bad_request"
handler403 = "garageflow.pages.errors.forbidden"
handler404 = "garageflow.pages.errors.not_found"
handler500 = "garageflow.pages.errors.broken"
