from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "garageflow.tenancy"
    label = "tenancy"

    def ready(self) -> None:
        from garageflow.tenancy import checks  # noqa: F401  (registers the system checks)
