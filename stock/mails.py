"""What a visitor of the public pages asks."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from garageflow.mail.models import OutboxMail
from garageflow.mail.registry import Content, MailKind, NothingToSay
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.urls import garage_url
from stock.domain.enquiries import ENQUIRY_MAIL
from stock.models import Listing
from stock.public_cars import LANGUAGES, price_words


def compose_enquiry(mail: OutboxMail) -> Content:
    assert mail.subject_id is not None
    listing = Listing.objects.select_related("vehicle").filter(pk=mail.subject_id).first()
    if listing is None:
        raise NothingToSay
    asked = {
        name: str(mail.params.get(f"asked_{name}", "")) for name in ("name", "email", "phone", "message")
    }
    language = mail.params.get("asked_language", "")
    facts = [
        (_("Vehicle"), f"{listing.title} · {listing.vehicle} · {price_words(listing)}"),
        (_("Name"), asked["name"]),
        (_("E-mail address"), asked["email"]),
        (_("Telephone"), asked["phone"]),
        (_("Language"), str(language).upper() if language in LANGUAGES else ""),
    ]
    return Content(
        subject=_("Question about the %(vehicle)s (number %(number)s)")
        % {"vehicle": listing.title, "number": listing.number},
        greeting=_("Hello,"),
        paragraphs=(
            _("%(name)s asks through the website:") % {"name": asked["name"]},
            *(line.strip() for line in asked["message"].splitlines() if line.strip()),
        ),
        facts=tuple(fact for fact in facts if fact[1]),
        button=(
            _("Open the vehicle"),
            garage_url(active_garage(), "stock:vehicle", listing.number, absolute=True),
        ),
        after=(_("A reply to this e-mail goes to the person who asked."),),
        headers={"Reply-To": asked["email"]} if asked["email"] else {},
    )


ENQUIRY = MailKind(name=ENQUIRY_MAIL, compose=compose_enquiry, label=_lazy("Questions about cars"))
