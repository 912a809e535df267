from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "garageflow.audit"
    label = "audit"
