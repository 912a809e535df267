"""Inside a garage."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "carpass"
urlpatterns: list[URLPattern | URLResolver] = []
