from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "garageflow.accounts"
    label = "accounts"
