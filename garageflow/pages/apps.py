from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "garageflow.pages"
    label = "pages"
