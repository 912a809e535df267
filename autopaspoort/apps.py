from django.apps import AppConfig


class AutopaspoortConfig(AppConfig):
    name = "autopaspoort"
    verbose_name = "AutoPaspoort"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from autopaspoort.domain.batch import CUSTOMER_LIST, give_up, run_customer_list
        from autopaspoort.domain.passports import expire_offers
        from autopaspoort.mails import OFFER
        from garageflow.jobs import registry as jobs
        from garageflow.mail import registry as mail

        jobs.register(
            jobs.Kind(
                name=CUSTOMER_LIST,
                handler=run_customer_list,
                on_failed=give_up,
                category=_("Upload customer list"),
                errors={
                    "database": _("The database did not answer. Nothing is lost: try again."),
                    "unexpected": _("Something went wrong on our side. Nothing is lost: try again."),
                },
            )
        )
        jobs.register_nightly("autopaspoort.expire_offers", expire_offers)
        mail.register(OFFER)
