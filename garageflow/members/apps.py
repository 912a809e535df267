from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "garageflow.members"
    label = "members"
