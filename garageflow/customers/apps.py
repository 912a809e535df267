from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "garageflow.customers"
    label = "customers"
