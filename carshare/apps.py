from __future__ import annotations

from django.apps import AppConfig


class CarshareConfig(AppConfig):
    name = "carshare"
    verbose_name = "Car sharing"
