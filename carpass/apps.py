from __future__ import annotations

from django.apps import AppConfig


class CarpassConfig(AppConfig):
    name = "carpass"
    verbose_name = "Car-Pass"
