from django.apps import AppConfig


class VehiclesConfig(AppConfig):
    name = "garageflow.vehicles"
    label = "vehicles"
