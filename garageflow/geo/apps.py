from __future__ import annotations

from django.apps import AppConfig


class GeoConfig(AppConfig):
    name = "garageflow.geo"
    verbose_name = "Geography"
