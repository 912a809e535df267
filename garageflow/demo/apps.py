from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "garageflow.demo"
    label = "demo"
