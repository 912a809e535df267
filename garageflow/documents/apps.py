from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "garageflow.documents"
    label = "documents"
