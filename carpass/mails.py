"""The weekly digest of Car-Passes that expire."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from carpass.domain.expiry import DIGEST_MAIL, expiring_vehicles
from garageflow.mail.models import OutboxMail
from garageflow.mail.registry import Content, MailKind, NothingToSay
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.models import Member
from garageflow.tenancy.urls import garage_url

_SHOWN = 25


def compose_digest(mail: OutboxMail) -> Content:
    """As things stand when it is sent: what was renewed meanwhile is not told."""
    garage = active_garage()
    today = garage.today()
    vehicles = list(expiring_vehicles(today)[: _SHOWN + 1])
    if not vehicles:
        raise NothingToSay
    count = expiring_vehicles(today).count()
    member = Member.objects.get(pk=mail.subject_pk)
    facts = []
    for vehicle in vehicles[:_SHOWN]:
        assert vehicle.car_pass_valid_until is not None
        day = date_format(vehicle.car_pass_valid_until, "DATE_FORMAT")
        words = _("expired on %(date)s") if vehicle.car_pass_valid_until < today else _("until %(date)s")
        facts.append((f"{vehicle} {vehicle.title}".strip(), words % {"date": day}))
    subject = ngettext(
        "%(count)s Car-Pass is about to expire", "%(count)s Car-Passes are about to expire", count
    )
    more = count - len(facts)
    return Content(
        subject=subject % {"count": count},
        greeting=_("Dear %(name)s,") % {"name": member.name},
        paragraphs=(
            _(
                "These vehicles of %(garage)s soon have no valid Car-Pass any more,"
                " or have none since this week."
            )
            % {"garage": garage.name},
        ),
        facts=tuple(facts),
        button=(_("Renew them"), garage_url(garage, "carpass:expiring", absolute=True)),
        after=(_("%(count)s others stand in the list") % {"count": more},) if more > 0 else (),
        small_print=(
            _("You receive this e-mail once a week because you sell cars at %(garage)s.")
            % {"garage": garage.name},
        ),
    )


DIGEST = MailKind(
    name=DIGEST_MAIL, compose=compose_digest, send_again=True, label=_lazy("Car-Passes that expire")
)
