from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "garageflow.jobs"
    label = "jobs"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from garageflow.jobs.domain.schedule import NIGHTLY, run_night
        from garageflow.jobs.registry import Kind, register

        register(Kind(name=NIGHTLY, handler=run_night, category=_("Nightly run")))
