"""What the mails of car sharing say."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from carshare.domain.arrivals import KNOWN_MAIL
from carshare.domain.bookings import DECISION_MAIL
from carshare.domain.invoices import CREDIT_MAIL, INVOICE_MAIL
from carshare.domain.subscribers import STANDING_MAIL
from carshare.domain.trips import LATE_MAIL, OVERDUE_MAIL
from carshare.domain.validation import VALIDATION_MAIL, LinkIsUsed, LinkIsVoid, check_link
from carshare.links import validation_token
from carshare.models import Booking, Subscriber, TripInvoice, ValidationLink
from garageflow.mail.models import OutboxMail
from garageflow.mail.registry import Content, MailKind, NothingToSay
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.urls import garage_url, site_url
from garageflow.ui.templatetags.ui import day, moment, money


def compose_validation(mail: OutboxMail) -> Content:
    link = (
        ValidationLink.objects.select_related("subscriber__organisation")
        .filter(pk=mail.subject_id or 0)
        .first()
    )
    if link is None:
        raise NothingToSay
    try:
        check_link(link)
    except (LinkIsUsed, LinkIsVoid) as error:
        raise NothingToSay from error
    garage, subscriber = active_garage(), link.subscriber
    url = garage_url(garage, "carshare:validation", validation_token(link.nonce), absolute=True)
    return Content(
        subject=_("Validate your e-mail address for car sharing"),
        greeting=_greeting(subscriber),
        paragraphs=(
            _("You signed up for car sharing with %(organisation)s. Validate your address to finish.")
            % {"organisation": subscriber.organisation.name},
        ),
        button=(_("Validate my address"), url),
        after=(
            _("The link works once and until %(until)s.") % {"until": moment(link.valid_until)},
            _("Do you have an account with GarageFlow already? Then your password stays as it is."),
        ),
        small_print=(_("It was not you who signed up? Then do nothing: without you nothing happens."),),
    )


def compose_known(mail: OutboxMail) -> Content:
    subscriber = _subscriber(mail)
    garage = active_garage()
    return Content(
        subject=_("You have an account for car sharing already"),
        greeting=_greeting(subscriber),
        paragraphs=(
            _("Somebody, probably you, signed up for car sharing with this address."),
            _("You have an account already, and it stays as it is. Sign in with your own password."),
        ),
        button=(_("Sign in"), garage_url(garage, "carshare:sign-in", absolute=True)),
        after=(
            _("Forgotten your password? Choose a new one at %(url)s.")
            % {"url": site_url("account_reset_password", absolute=True)},
        ),
        small_print=(_("It was not you who signed up? Then do nothing: without you nothing happens."),),
    )


def compose_standing(mail: OutboxMail) -> Content:
    subscriber = _subscriber(mail)
    state = mail.params["state"]
    # It changed once more before this mail went out: the later one tells.
    if subscriber.state != state:
        raise NothingToSay
    subject, paragraph = _standing_words(state)
    words = {"organisation": subscriber.organisation.name}
    return Content(
        subject=subject,
        greeting=_greeting(subscriber),
        paragraphs=(paragraph % words,),
        facts=((_("Reason"), subscriber.reason),) if subscriber.reason else (),
        button=(
            _("Open car sharing"),
            garage_url(active_garage(), "carshare:home", absolute=True),
        ),
    )


def compose_decision(mail: OutboxMail) -> Content:
    booking = _booking(mail)
    is_approved = booking.state == Booking.State.BOOKED
    if not is_approved and booking.state != Booking.State.REFUSED:
        raise NothingToSay
    return Content(
        subject=_("Your booking is approved") if is_approved else _("Your booking is refused"),
        greeting=_greeting(booking.subscriber),
        paragraphs=(
            _("The vehicle is kept for you.")
            if is_approved
            else _("You can look for another vehicle or another moment."),
        ),
        facts=(*_facts(booking), *(((_("Reason"), booking.reason),) if booking.reason else ())),
        button=_booking_button(booking),
    )


def compose_late(mail: OutboxMail) -> Content:
    booking = _booking(mail)
    if booking.state not in Booking.OPEN:
        raise NothingToSay
    return Content(
        subject=_("Your vehicle may come back late"),
        greeting=_greeting(booking.subscriber),
        paragraphs=(
            _("The one before you has not brought the vehicle back yet. Count with a delay."),
            _("You can cancel this booking and take another vehicle that is free."),
        ),
        facts=_facts(booking),
        button=_booking_button(booking),
    )


def compose_overdue(mail: OutboxMail) -> Content:
    booking = _booking(mail)
    if booking.state != Booking.State.IN_USE:
        raise NothingToSay
    return Content(
        subject=_("Bring the vehicle back or extend your booking"),
        greeting=_greeting(booking.subscriber),
        paragraphs=(
            _("Your booking has ended and the vehicle is not back yet. Somebody else may be waiting for it."),
        ),
        facts=_facts(booking),
        button=_booking_button(booking),
    )


def compose_invoice(mail: OutboxMail) -> Content:
    invoice = _invoice(mail)
    if invoice.issued is None or invoice.state == TripInvoice.State.CREDITED:
        raise NothingToSay
    words = {"garage": active_garage().name, "number": invoice.issued.number}
    return Content(
        subject=_("Invoice %(number)s for your private trip") % words,
        greeting=_greeting(invoice.subscriber),
        paragraphs=(_("Here is the invoice of %(garage)s for your private trip.") % words,),
        facts=(
            (_("Trip"), moment(invoice.booking.starts_at)),
            (_("Amount"), money(invoice.total_amount)),
            (_("To be paid by"), day(invoice.issued.due_on)),
        ),
        button=_invoice_button(invoice),
    )


def compose_credit_note(mail: OutboxMail) -> Content:
    invoice = _invoice(mail)
    if invoice.issued is None or invoice.credit_note is None:
        raise NothingToSay
    words = {"number": invoice.issued.number}
    return Content(
        subject=_("Invoice %(number)s is credited") % words,
        greeting=_greeting(invoice.subscriber),
        paragraphs=(
            _("You need not pay it. If you have paid already, you get the money back."),
            invoice.remark,
        ),
        facts=(
            (_("Credit note"), invoice.credit_note.number),
            (_("Amount"), money(invoice.total_amount)),
        ),
        button=_invoice_button(invoice),
    )


def _invoice(mail: OutboxMail) -> TripInvoice:
    invoices = TripInvoice.objects.select_related("issued", "credit_note", "subscriber", "booking")
    invoice = invoices.filter(pk=mail.subject_id or 0).first()
    if invoice is None or invoice.subscriber.state == Subscriber.State.ANONYMISED:
        raise NothingToSay
    return invoice


def _invoice_button(invoice: TripInvoice) -> tuple[str, str]:
    return _("See the invoice"), garage_url(active_garage(), "carshare:invoice", invoice.pk, absolute=True)


def _subscriber(mail: OutboxMail) -> Subscriber:
    subscriber = Subscriber.objects.select_related("organisation").filter(pk=mail.subject_id or 0).first()
    if subscriber is None or subscriber.state in Subscriber.GONE:
        raise NothingToSay
    return subscriber


def _booking(mail: OutboxMail) -> Booking:
    booking = Booking.objects.for_lists().filter(pk=mail.subject_id or 0).first()
    if booking is None or booking.subscriber.state in Subscriber.GONE:
        raise NothingToSay
    return booking


def _standing_words(state: str) -> tuple[str, str]:
    words = {
        Subscriber.State.ACTIVE: (
            _("You can book vehicles"),
            _("Your subscription with %(organisation)s is active."),
        ),
        Subscriber.State.REFUSED: (
            _("Your subscription is refused"),
            _("The administrator of the fleet refused your subscription with %(organisation)s."),
        ),
        Subscriber.State.SUSPENDED: (
            _("Your subscription is suspended"),
            _("You cannot book vehicles of %(organisation)s for now."),
        ),
    }
    return words[Subscriber.State(state)]


def _greeting(subscriber: Subscriber) -> str:
    return _("Dear %(name)s,") % {"name": subscriber}


def _facts(booking: Booking) -> tuple[tuple[str, str], ...]:
    vehicle = booking.vehicle.vehicle
    return (
        (_("Vehicle"), f"{vehicle.title} {vehicle.plate_display}".strip()),
        (_("Parking"), booking.vehicle.parking.name),
        (_("From"), moment(booking.starts_at)),
        (_("Until"), moment(booking.ends_at)),
    )


def _booking_button(booking: Booking) -> tuple[str, str]:
    return _("See the booking"), garage_url(active_garage(), "carshare:booking", booking.pk, absolute=True)


KINDS = (
    MailKind(
        VALIDATION_MAIL, compose_validation, send_again=True, label=_lazy("Car sharing: validate the address")
    ),
    MailKind(KNOWN_MAIL, compose_known, send_again=True, label=_lazy("Car sharing: account exists")),
    MailKind(STANDING_MAIL, compose_standing, label=_lazy("Car sharing: status of a subscriber")),
    MailKind(DECISION_MAIL, compose_decision, label=_lazy("Car sharing: booking approved or refused")),
    MailKind(LATE_MAIL, compose_late, label=_lazy("Car sharing: vehicle may be late")),
    MailKind(INVOICE_MAIL, compose_invoice, label=_lazy("Car sharing: invoice of a private trip")),
    MailKind(CREDIT_MAIL, compose_credit_note, label=_lazy("Car sharing: credit note")),
    MailKind(OVERDUE_MAIL, compose_overdue, label=_lazy("Car sharing: vehicle is overdue")),
)
