from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "garageflow.mail"
    label = "mail"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from garageflow.jobs.registry import Kind, register
        from garageflow.mail.domain.outbox import OUTBOX
        from garageflow.mail.domain.sender import send_outbox

        register(Kind(name=OUTBOX, handler=send_outbox, category=_("E-mail")))
