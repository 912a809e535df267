from __future__ import annotations

from django.apps import AppConfig


class ConvoyConfig(AppConfig):
    name = "convoy"
    verbose_name = "Convoy"
