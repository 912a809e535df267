"""Inside a garage: mounted under /g/<slug>/ by garageflow.tenancy.middleware."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
