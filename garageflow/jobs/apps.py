from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "garageflow.jobs"
    label = "jobs"
    verbose_name = _("Background work")

    def ready(self) -> None:
        from garageflow.audit.registry import register_events
        from garageflow.jobs.attention import failed, failed_jobs, last_night
        from garageflow.jobs.domain.night import forget_nights
        from garageflow.jobs.domain.schedule import NIGHTLY, run_night
        from garageflow.jobs.night_part import COUNTERS, retention_part, run_part
        from garageflow.jobs.registry import Kind, register, register_nightly
        from garageflow.tenancy.access import STAFF
        from garageflow.tenancy.models import Role
        from garageflow.ui import home, navigation, nights

        register(Kind(name=NIGHTLY, handler=run_night, category=_("Nightly run")))
        register_events(
            {
                "jobs.job_planned": _("Batch job planned"),
                "jobs.job_cancelled": _("Batch job cancelled"),
                "jobs.job_brought_forward": _("Batch job started before its time"),
                "jobs.job_retried": _("Batch job started again"),
            }
        )
        register_nightly("jobs.forget_nights", forget_nights)
        nights.register(run_part, order=10, counters=COUNTERS)
        nights.register(retention_part, order=90)
        home.register_attention(failed_jobs, roles=STAFF, counters=[failed])
        home.register_attention(last_night, roles=(Role.OWNER, Role.RECEPTION))
        navigation.register(
            navigation.NavItemSpec(
                label=_("My batch jobs"),
                url_name="jobs:list",
                icon="batch",
                roles=frozenset(STAFF),
                order=80,
                section=_("Garage"),
            )
        )
