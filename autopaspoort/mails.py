"""The activation mail, sent when a passport is offered."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from autopaspoort.domain.passports import OFFER_MAIL, offer_token
from autopaspoort.models import Passport
from garageflow.mail.models import OutboxMail
from garageflow.mail.registry import Content, MailKind, NothingToSay
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.urls import garage_url


def compose_offer(mail: OutboxMail) -> Content:
    assert mail.subject_id is not None
    passport = Passport.objects.select_related("vehicle", "customer").get(pk=mail.subject_id)
    # Another offer went out since, or he accepted at the counter: a link that does not work helps nobody.
    if passport.state != Passport.State.OFFERED or passport.offer_round != mail.params["round"]:
        raise NothingToSay
    assert passport.expires_on is not None
    garage, vehicle, customer = active_garage(), passport.vehicle, passport.customer
    token = offer_token(garage, passport)
    plate = {"plate": vehicle.plate_display, "garage": garage.name}
    due_on = vehicle.inspection_due_on
    if due_on and due_on < garage.today():
        inspection = _("Its inspection was valid until %(date)s: make an appointment with us soon.") % {
            "date": date_format(due_on, "DATE_FORMAT")
        }
    elif due_on:
        inspection = _("Its inspection is valid until %(date)s.") % {
            "date": date_format(due_on, "DATE_FORMAT")
        }
    else:
        inspection = _("It also reminds you in time of the inspection and of service.")
    decline_url = garage_url(garage, "autopaspoort:offer-decline", token, absolute=True)
    return Content(
        subject=_("The AutoPaspoort of your car %(plate)s") % plate,
        greeting=_("Dear %(name)s,") % {"name": customer.full_name},
        paragraphs=(
            _("%(garage)s keeps a digital passport of your car %(plate)s and offers it to you.") % plate,
            inspection,
            _("You see what was done to your car, what it needs next and what that costs."),
        ),
        facts=((_("Plate"), vehicle.plate_display), (_("Vehicle"), vehicle.title)) if vehicle.title else (),
        button=(_("Open the AutoPaspoort"), garage_url(garage, "autopaspoort:offer", token, absolute=True)),
        after=(
            _("The link is yours alone and works until %(date)s.")
            % {"date": date_format(passport.expires_on, "DATE_FORMAT")},
        ),
        small_print=(_("You receive this e-mail because you are a customer of %(garage)s.") % plate,),
        unsubscribe_url=decline_url,
        headers={
            "List-Unsubscribe": f"<{decline_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


OFFER = MailKind(name=OFFER_MAIL, compose=compose_offer, label=_lazy("AutoPaspoort offered"))
