"""Inside a garage."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "carshare"
urlpatterns: list[URLPattern | URLResolver] = []
