"""The mail to somebody who manages a fleet from now on."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from autopaspoort.domain.fleets import MANAGER_MAIL
from autopaspoort.models import FleetManager
from garageflow.mail.models import OutboxMail
from garageflow.mail.registry import Content, MailKind, NothingToSay
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.urls import site_url


def compose_manager(mail: OutboxMail) -> Content:
    manager = FleetManager.objects.select_related("fleet", "member").filter(pk=mail.subject_pk).first()
    if manager is None or manager.ended_at is not None:
        raise NothingToSay
    garage = active_garage()
    names = {"fleet": manager.fleet.name, "garage": garage.name}
    path = site_url("portal:fleet", garage.slug, manager.fleet.number)
    return Content(
        subject=_("You manage the fleet %(fleet)s at %(garage)s") % names,
        greeting=_("Dear %(name)s,") % {"name": manager.member.name},
        paragraphs=(
            _(
                "%(garage)s gives you access to the vehicles of %(fleet)s: who drives them, when their "
                "inspection ends and what they need."
            )
            % names,
            _("You sign in with your e-mail address and get a code by mail: you need no password."),
        ),
        button=(_("See the vehicles"), settings.SITE_URL + path),
        small_print=(
            _("You receive this e-mail because %(garage)s named you as manager of %(fleet)s.") % names,
        ),
    )


MANAGER = MailKind(
    name=MANAGER_MAIL, compose=compose_manager, send_again=True, label=_lazy("Fleet manager named")
)
