"""The activation mail, sent when a passport is offered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from autopaspoort.domain.passports import offer_token
from autopaspoort.domain.statements import OFFER_MAIL
from autopaspoort.models import Passport
from garageflow.mail.models import OutboxMail
from garageflow.mail.registry import Content, MailKind, NothingToSay, known
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.models import Garage
from garageflow.tenancy.urls import garage_url, site_url


def compose_offer(mail: OutboxMail) -> Content:
    passport: _Offered = known(mail)
    # Another offer went out since, or he accepted at the counter: a link that does not work helps nobody.
    if passport.state != Passport.State.OFFERED or passport.offer_round != mail.params["round"]:
        raise NothingToSay
    garage, due_on = active_garage(), passport.inspection_due_on
    token = offer_token(garage, passport)
    vehicle = f"{passport.make} {passport.model_name}".strip()
    # A Belgian plate stays with the seller: the car has none until its new owner has one.
    plate = {"plate": passport.plate or vehicle, "garage": garage.name}
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
        greeting=_("Dear %(name)s,") % {"name": f"{passport.first_name} {passport.last_name}".strip()},
        paragraphs=(
            _("%(garage)s keeps a digital passport of your car %(plate)s and offers it to you.") % plate,
            inspection,
            _("You see what was done to your car, what it needs next and what that costs."),
        ),
        facts=_facts(passport.plate, vehicle),
        button=_button(passport, garage, token),
        after=(_after(passport) % {"date": date_format(passport.expires_on, "DATE_FORMAT")},),
        small_print=(_("You receive this e-mail because you are a customer of %(garage)s.") % plate,),
        unsubscribe_url=decline_url,
        headers={
            "List-Unsubscribe": f"<{decline_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _facts(plate: str, vehicle: str) -> tuple[tuple[str, str], ...]:
    return ((_("Plate"), plate), (_("Vehicle"), vehicle)) if plate and vehicle else ()


def _button(passport: _Offered, garage: Garage, token: str) -> tuple[str, str]:
    """Whoever has cars in the portal signs in, and finds this one there to accept."""
    if passport.is_known:
        return _("Sign in and accept"), settings.SITE_URL + site_url("portal:home")
    return _("Open the AutoPaspoort"), garage_url(garage, "autopaspoort:offer", token, absolute=True)


def _after(passport: _Offered) -> str:
    if passport.is_known:
        return _("It stands ready in My cars until %(date)s. You sign in with a code that we send you.")
    return _("The link is yours alone and works until %(date)s.")


class _Offered(NamedTuple):
    """A passport with what the mail says of its car and owner."""

    pk: int
    state: str
    offer_round: int
    expires_on: date
    plate: str
    make: str
    model_name: str
    inspection_due_on: date | None
    first_name: str
    last_name: str
    # He holds another passport of this garage, and so has an account with this address.
    is_known: bool


def _offered(passport_ids: Sequence[int]) -> dict[int, _Offered]:
    """Plain SQL into tuples: a night sends tens of thousands, and reading models was half of composing."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.id, p.state, p.offer_round, p.expires_on, v.plate_display, v.make, v.model_name,
                   v.inspection_due_on, c.first_name, c.last_name,
                   EXISTS (SELECT FROM autopaspoort_ownership o
                           JOIN tenancy_member m ON m.id = o.member_id
                           JOIN tenancy_membership s ON s.id = m.membership_id
                           JOIN accounts_user u ON u.id = s.user_id
                           WHERE o.customer_id = c.id AND o.ended_at IS NULL AND s.ended_at IS NULL
                             AND lower(u.email) = lower(c.email))
            FROM autopaspoort_passport p
            JOIN vehicles_vehicle v ON v.id = p.vehicle_id JOIN customers_customer c ON c.id = p.customer_id
            WHERE p.id = ANY(%s)
            """,
            [list(passport_ids)],
        )
        return {row[0]: _Offered(*row) for row in cursor}


OFFER = MailKind(name=OFFER_MAIL, compose=compose_offer, read=_offered, label=_lazy("AutoPaspoort offered"))
