"""Inside a garage: mounted under /g/<slug>/ by garageflow.tenancy.middleware."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("garageflow.audit.urls")),
    path("", include("garageflow.jobs.urls")),
    path("", include("garageflow.mail.urls")),
]
