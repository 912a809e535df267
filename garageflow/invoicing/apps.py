from __future__ import annotations

from django.apps import AppConfig


class InvoicingConfig(AppConfig):
    name = "garageflow.invoicing"
    verbose_name = "Invoicing"
