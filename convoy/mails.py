"""What the mails of convoy say."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from convoy.domain.alerts import ALERT_MAIL
from convoy.domain.availability import REMINDER_MAIL as AVAILABILITY_MAIL
from convoy.domain.drivers import ACTIVATED_MAIL
from convoy.domain.papers import REMINDER_MAIL as DOCUMENT_MAIL
from convoy.domain.quotes import ACCEPTED_MAIL, REFUSED_MAIL
from convoy.domain.threads import ANSWER_MAIL, QUESTION_MAIL
from convoy.domain.trips import PROPOSAL_MAIL
from convoy.models import Driver, DriverDocument, Message, Proposal, Quote, Trip
from garageflow.mail.models import OutboxMail
from garageflow.mail.registry import Content, MailKind, NothingToSay
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.urls import garage_url, site_url


def compose_activated(mail: OutboxMail) -> Content:
    driver, garage = _driver(mail), active_garage()
    return Content(
        subject=_("Your account with %(garage)s is ready") % {"garage": garage.name},
        greeting=_hello(driver),
        paragraphs=(
            _("%(garage)s has your signed contract. Your pages are open.") % {"garage": garage.name},
            _("First set your password: press the button, enter this e-mail address, follow the link."),
        ),
        facts=((_("E-mail address"), driver.email),),
        button=(_("Set my password"), site_url("account_reset_password", absolute=True)),
        after=(_("Then you find trips at %(url)s") % {"url": _page("convoy:partner")},),
    )


def compose_accepted(mail: OutboxMail) -> Content:
    quote = _quote(mail)
    mission = quote.mission
    return Content(
        subject=_("The mission %(trip)s is yours") % {"trip": _way(quote.trip)},
        greeting=_hello(quote.driver),
        paragraphs=(
            _("Your quote was accepted. In the mission you find addresses, contacts and inspections."),
        ),
        facts=(
            (_("Mission"), str(mission.number)),
            (_("Vehicle"), quote.trip.vehicle_title),
            (_("Pick-up on"), date_format(mission.starts_on, "DATE_FORMAT")),
            (_("Delivery on"), date_format(mission.ends_on, "DATE_FORMAT")),
        ),
        button=(_("To the mission"), _page("convoy:partner-mission", mission.number)),
    )


def compose_refused(mail: OutboxMail) -> Content:
    quote = _quote(mail)
    reason = str(quote.get_refusal_reason_display())
    if quote.refusal_note:
        reason = f"{reason}: {quote.refusal_note}"
    return Content(
        subject=_("Your quote for %(trip)s was refused") % {"trip": _way(quote.trip)},
        greeting=_hello(quote.driver),
        paragraphs=(_("This time it did not work out."),),
        facts=((_("Reason"), reason), (_("Trip"), str(quote.trip.number))),
        button=(_("My quotes"), _page("convoy:partner-quotes")),
    )


def compose_proposal(mail: OutboxMail) -> Content:
    proposal = Proposal.objects.select_related("trip", "driver").filter(pk=mail.subject_id or 0).first()
    if proposal is None or proposal.trip.state != Trip.State.OPEN:
        raise NothingToSay
    return Content(
        subject=_("A trip for you: %(trip)s") % {"trip": _way(proposal.trip)},
        greeting=_hello(proposal.driver),
        paragraphs=(_("%(garage)s asks you for a quote.") % {"garage": active_garage().name},),
        facts=_trip_facts(proposal.trip),
        button=(_("See the trip"), _page("convoy:partner-trip", proposal.trip.number)),
    )


def compose_alert(mail: OutboxMail) -> Content:
    trip = Trip.objects.open().filter(pk=mail.subject_id or 0).first()
    if trip is None:
        raise NothingToSay
    driver = Driver.objects.filter(email=mail.to).first()
    search = str(mail.params.get("search", ""))
    return Content(
        subject=_("New trip: %(trip)s") % {"trip": _way(trip)},
        greeting=_hello(driver),
        paragraphs=(_("It fits your search “%(name)s”.") % {"name": search},),
        facts=_trip_facts(trip),
        button=(_("See the trip"), _page("convoy:partner-trip", trip.number)),
        small_print=(_("You switch these e-mails off under My account, Alerts."),),
    )


def compose_document_reminder(mail: OutboxMail) -> Content:
    row = DriverDocument.objects.current().select_related("driver").filter(pk=mail.subject_id or 0).first()
    if row is None or row.valid_until_on is None:
        raise NothingToSay
    facts = {"document": str(row), "date": date_format(row.valid_until_on, "DATE_FORMAT")}
    has_ended = row.has_ended(active_garage().today())
    subject = _("Ended: %(document)s") if has_ended else _("Ends soon: %(document)s")
    return Content(
        subject=subject % facts,
        greeting=_hello(row.driver),
        paragraphs=(
            _("Your %(document)s is valid until %(date)s.") % facts,
            _("Without it no mission can be assigned to you. Upload the new one in a minute."),
        ),
        button=(_("Upload the document"), _page("convoy:account-section", "documents")),
    )


def compose_availability_reminder(mail: OutboxMail) -> Content:
    driver = _driver(mail)
    return Content(
        subject=_("Are you available next week?"),
        greeting=_hello(driver),
        paragraphs=(
            _("You said nothing about next week yet. Drivers who are available get missions proposed."),
        ),
        button=(_("Enter my availability"), _page("convoy:availability")),
    )


def compose_answer(mail: OutboxMail) -> Content:
    message = _message(mail)
    return Content(
        subject=_("Answer: %(title)s") % {"title": message.thread.title},
        greeting=_hello(message.thread.driver),
        paragraphs=(message.text,),
        button=(_("To the conversation"), _page("convoy:contact-thread", message.thread_id)),
    )


def compose_question(mail: OutboxMail) -> Content:
    message = _message(mail)
    driver = message.thread.driver
    return Content(
        subject=_("%(driver)s asks: %(title)s") % {"driver": driver.name, "title": message.thread.title},
        greeting=_("Hello,"),
        paragraphs=(message.text,),
        facts=((_("Driver"), driver.name), (_("Subject"), str(message.thread.get_subject_display()))),
        button=(_("Answer"), _page("convoy:thread", message.thread_id)),
    )


def _hello(driver: Driver | None) -> str:
    return _("Hello %(name)s,") % {"name": driver.name} if driver else _("Hello,")


def _driver(mail: OutboxMail) -> Driver:
    driver = Driver.objects.filter(pk=mail.subject_id or 0).first()
    if driver is None:
        raise NothingToSay
    return driver


def _quote(mail: OutboxMail) -> Quote:
    quote = Quote.objects.select_related("trip", "driver").filter(pk=mail.subject_id or 0).first()
    if quote is None:
        raise NothingToSay
    return quote


def _message(mail: OutboxMail) -> Message:
    message = Message.objects.select_related("thread__driver").filter(pk=mail.subject_id or 0).first()
    if message is None:
        raise NothingToSay
    return message


def _way(trip: Trip) -> str:
    return f"{trip.from_city} – {trip.to_city}"


def _trip_facts(trip: Trip) -> tuple[tuple[str, str], ...]:
    return (
        (_("Trip"), f"{trip.number}, {_way(trip)}"),
        (_("Vehicle"), trip.vehicle_title),
        (_("From"), date_format(trip.starts_on, "DATE_FORMAT")),
        (_("Until"), date_format(trip.ends_on, "DATE_FORMAT")),
        (_("Distance (estimated)"), f"± {trip.distance_km or '?'} km"),
    )


def _page(name: str, *args: object) -> str:
    return garage_url(active_garage(), name, *args, absolute=True)


KINDS = (
    MailKind(ACTIVATED_MAIL, compose_activated, send_again=True, label=_lazy("Driver activated")),
    MailKind(ACCEPTED_MAIL, compose_accepted, send_again=True, label=_lazy("Quote accepted")),
    MailKind(REFUSED_MAIL, compose_refused, send_again=True, label=_lazy("Quote refused")),
    MailKind(PROPOSAL_MAIL, compose_proposal, send_again=True, label=_lazy("Trip proposed")),
    MailKind(ALERT_MAIL, compose_alert, label=_lazy("New trip for a saved search")),
    MailKind(DOCUMENT_MAIL, compose_document_reminder, label=_lazy("Reminder of a document")),
    MailKind(AVAILABILITY_MAIL, compose_availability_reminder, label=_lazy("Reminder of availability")),
    MailKind(ANSWER_MAIL, compose_answer, send_again=True, label=_lazy("Answer to a driver")),
    MailKind(QUESTION_MAIL, compose_question, send_again=True, label=_lazy("Question of a driver")),
)
