from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "garageflow.mail"
    label = "mail"
    verbose_name = _("E-mail")

    def ready(self) -> None:
        from anymail.signals import tracking

        from garageflow.audit.registry import register_events
        from garageflow.jobs.registry import Kind, register, register_nightly
        from garageflow.mail.attention import undecided, undecided_mails
        from garageflow.mail.domain.feedback import note_feedback
        from garageflow.mail.domain.outbox import OUTBOX
        from garageflow.mail.domain.retention import forget_old_mails
        from garageflow.mail.domain.sender import send_outbox
        from garageflow.mail.night_part import COUNTERS, night_part
        from garageflow.tenancy.models import Role
        from garageflow.ui import home, navigation, nights

        tracking.connect(note_feedback, dispatch_uid="mail.feedback")
        register(Kind(name=OUTBOX, handler=send_outbox, category=_("E-mail")))
        register_nightly("mail.forget_old", forget_old_mails, label=_("Old e-mails emptied"), removes=True)
        register_events(
            {
                "mail.doubt_decided_arrived": _("Doubtful e-mail: decided that it arrived"),
                "mail.doubt_decided_again": _("Doubtful e-mail: sent again"),
                "mail.bounced": _("E-mail bounced"),
                "mail.complained": _("The reader called the e-mail unwanted"),
                "mail.sent_again": _("Failed e-mail sent again"),
            }
        )
        roles = frozenset({Role.OWNER, Role.RECEPTION})
        home.register_attention(undecided_mails, roles=roles, order=10, counters=[undecided])
        nights.register(night_part, order=30, counters=COUNTERS)
        navigation.register(
            navigation.NavItemSpec(
                label=_("E-mails"),
                url_name="mail:list",
                icon="mail",
                roles=roles,
                order=70,
                counter=undecided,
                section=_("Garage"),
            )
        )
